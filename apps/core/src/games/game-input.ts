import { invalidField } from '@dongbaejul/service-kit';
import type { CreateGameDto, ListGamesQuery, UpdateGameDto } from './dto/game-input.dto';
import type { CompleteGameDto } from './dto/play.dto';
import { ruleFrom } from './dto/rule.decorator';
import type { GameDetails } from './edit-rules';
import type { Finish } from './finish-rules';
import { GameErrors } from './games.errors';
import type { GameFilter } from './games.repository';
import { PRESETS } from './score-rules';
import { PLACES } from './team-rules';

const DAY = /^\d{4}-\d\d-\d\d$/;
const SEOUL_MIDNIGHT = 'T00:00:00+09:00';
const WITHOUT_ZONE = /T[\d:.,]+$/;
const SEOUL = '+09:00';
const DAY_MS = 86_400_000;
const MOST_STATS_BYTES = 10_240;

/** What a new game is when its maker leaves things out. */
export const detailsOf = (wanted: CreateGameDto): GameDetails => ({
  title: wanted.title,
  description: wanted.description ?? '',
  game_date: momentOf('game_date', wanted.game_date),
  duration: wanted.duration ?? 60,
  max_participants: wanted.max_participants ?? PLACES[wanted.game_type].most,
  skill_level: wanted.skill_level ?? null,
  game_type: wanted.game_type,
  rule: wanted.rule === undefined ? { ...PRESETS.BWF_21 } : ruleFrom(wanted.rule),
  join_deadline: wanted.join_deadline ? momentOf('join_deadline', wanted.join_deadline) : null,
  location: wanted.location ?? null,
});

/** What an edit asks for; what it does not mention is missing. */
export function changesOf({ game_date, join_deadline, rule, ...rest }: UpdateGameDto): Partial<GameDetails> {
  return {
    ...rest,
    ...(game_date !== undefined && { game_date: momentOf('game_date', game_date) }),
    ...(join_deadline !== undefined && {
      join_deadline: join_deadline === null ? null : momentOf('join_deadline', join_deadline),
    }),
    ...(rule !== undefined && { rule: ruleFrom(rule) }),
  };
}

/** Days, and times that name no zone, are Seoul's. From then on, and before then; a last day counts to its end. */
export function filterFrom(query: ListGamesQuery, memberId: string): GameFilter {
  return {
    ...(query.status && { status: query.status }),
    ...(query.date_from && { from: momentOf('date_from', dayStart(query.date_from)) }),
    ...(query.date_to && { to: endOf(query.date_to) }),
    ...(query.mine === true && { member_id: memberId }),
    ...(query.meeting_id && { meeting_id: query.meeting_id }),
  };
}

function dayStart(text: string): string {
  if (DAY.test(text)) return `${text}${SEOUL_MIDNIGHT}`;
  return WITHOUT_ZONE.test(text) ? `${text}${SEOUL}` : text;
}

function endOf(text: string): Date {
  const start = momentOf('date_to', dayStart(text));
  return new Date(start.getTime() + (DAY.test(text) ? DAY_MS : 0));
}

function momentOf(field: string, text: string): Date {
  const date = new Date(text);
  const year = date.getUTCFullYear();
  if (Number.isNaN(date.getTime()) || year < 1970 || year > 9999) {
    throw invalidField(field, '올바른 날짜나 시각이 아닙니다.', 'is not a date or time');
  }
  return date;
}

/** @throws GAME_STATS_TOO_LARGE */
export function finishOf(body: CompleteGameDto): Finish {
  const { final_score, winner, mvp, game_stats, result } = body;
  if (game_stats && Buffer.byteLength(JSON.stringify(game_stats)) > MOST_STATS_BYTES) {
    throw GameErrors.GAME_STATS_TOO_LARGE();
  }
  return {
    ...(final_score && { sets: final_score.sets }),
    ...(winner && { winner }),
    ...(mvp !== undefined && { mvp }),
    ...(game_stats !== undefined && { game_stats }),
    ...(result && { result }),
  };
}
