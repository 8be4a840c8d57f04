import type { UserStatsDto } from './dto/members.dto';
import type { MemberStats } from './member-stats.schema';

const DAY_MS = 86_400_000;
/** Days are Korea's, which keeps no summer time. */
const SEOUL_OFFSET_MS = 9 * 3_600_000;

const seoulDay = (date: Date): number => Math.floor((date.getTime() + SEOUL_OFFSET_MS) / DAY_MS);

/** Never below zero: a step may be undone before the one that it undoes arrives. */
const count = (value: number | undefined): number => Math.max(0, value ?? 0);

export function statsOf(stats: MemberStats | null, joinedAt: Date, now = new Date()): UserStatsDto {
  const due = count(stats?.attendanceDue);
  return {
    posts: count(stats?.posts),
    comments: count(stats?.comments),
    likes_received: count(stats?.likesReceived),
    games_played: count(stats?.gamesPlayed),
    games_won: count(stats?.gamesWon),
    attendance_rate: due === 0 ? 0 : Math.min(1, count(stats?.attended) / due),
    joined_days: Math.max(0, seoulDay(now) - seoulDay(joinedAt)),
  };
}
