import { invalidField } from '@dongbaejul/service-kit';
import { Actor, assertMayManage } from './access-rules';
import { attendanceCredits } from './attendance-rules';
import { Decision, nothing } from './decision';
import type { GameFields, GameRow, GameType } from './game.schema';
import { GameErrors } from './games.errors';
import { assertScheduled, concerned, teamsWithin } from './join-rules';
import { fill } from './roster';
import { PLACES } from './team-rules';

export type GameDetails = Pick<
  GameFields,
  | 'title'
  | 'description'
  | 'game_date'
  | 'duration'
  | 'max_participants'
  | 'skill_level'
  | 'game_type'
  | 'rule'
  | 'join_deadline'
  | 'location'
>;

/** What everybody who comes has to know again. */
const ANNOUNCED: readonly (keyof GameDetails)[] = ['game_date', 'duration', 'location', 'game_type', 'rule'];

/** @throws INVALID_INPUT (details.max_participants) for places that the type does not have */
export function assertPlaces(type: GameType, places: number): void {
  const { least, most } = PLACES[type];
  if (places >= least && places <= most) return;
  const [ko, en] = least === most ? [`${most}명`, `${most}`] : [`${least}~${most}명`, `${least} to ${most}`];
  throw invalidField(
    'max_participants',
    `이 종류의 경기는 정원이 ${ko}이어야 합니다.`,
    `must be ${en} for this game_type`,
  );
}

/** Who arranges a game on the spot may write a time that has just passed, or have a clock that is slow. */
const JUST_NOW_MS = 10 * 60_000;

/** @throws INVALID_INPUT (details.game_date) for a time that is over */
export function assertAhead(gameDate: Date, now: Date): void {
  if (gameDate.getTime() < now.getTime() - JUST_NOW_MS) {
    throw invalidField('game_date', '이미 지난 시각입니다.', 'is in the past');
  }
}

/** @throws INVALID_INPUT (details.join_deadline) */
export function assertDeadline(deadline: Date | null, gameDate: Date): void {
  if (deadline && deadline > gameDate) {
    throw invalidField('join_deadline', '경기 시작 전이어야 합니다.', 'must not be after the game begins');
  }
}

/**
 * Changes what is known of a game before it begins. More places let those move up who wait.
 * @throws GAME_HOST_ONLY, GAME_NOT_SCHEDULED, GAME_TOO_SMALL, INVALID_INPUT
 */
export function decideEdit(game: GameRow, who: Actor, wanted: Partial<GameDetails>, now: Date): Decision {
  assertMayManage(game, who);
  assertScheduled(game);
  const changed = Object.fromEntries(
    Object.entries(wanted).filter(([field, value]) => {
      const now = game[field as keyof GameDetails];
      return value !== undefined && JSON.stringify(value) !== JSON.stringify(now);
    }),
  ) as Partial<GameDetails>;
  if (Object.keys(changed).length === 0) return nothing(undefined);
  const after = { ...game, ...changed };
  assertPlaces(after.game_type, after.max_participants);
  assertDeadline(after.join_deadline, after.game_date);
  if (changed.game_date) assertAhead(changed.game_date, now);
  if (game.players.length > after.max_participants) throw GameErrors.GAME_TOO_SMALL({ joined: game.players.length });
  const { roster, promoted } = fill(game, after.max_participants);
  const teams = after.game_type === game.game_type ? teamsWithin(game.teams, roster.players) : null;
  const isNews = ANNOUNCED.some((field) => field in changed);
  return {
    set: { ...changed, players: roster.players, waiting: roster.waiting, teams, version: game.version + 1 },
    change: 'updated',
    notes: [
      ...(promoted.length > 0 ? [{ type: 'game.promoted' as const, member_ids: promoted }] : []),
      ...(isNews ? [{ type: 'game.changed' as const, member_ids: concerned(game) }] : []),
    ],
    value: undefined,
  };
}

/**
 * Cancels a game that is not over; cancelling twice is cancelling once. Who calls off another's is asked why: it is
 * audited.
 * @throws GAME_HOST_ONLY, GAME_OVER
 */
export function decideCancel(game: GameRow, who: Actor, reason = ''): Decision {
  assertMayManage(game, who);
  if (game.status === 'cancelled') return nothing(undefined);
  if (game.status === 'completed') throw GameErrors.GAME_OVER({ status: game.status });
  const { title, status, host_id } = game;
  const audit = {
    action: 'game.cancelled',
    reason: reason || null,
    before: { title, status, host_id },
    after: { status: 'cancelled' },
  };
  return { ...cancellation(game, concerned(game), reason), ...(host_id !== who.userId && { audit }) };
}

/**
 * Nobody was due at a game that was not to be: what was counted for it is taken back.
 * @param memberIds who is told
 */
export const cancellation = (game: GameRow, memberIds: readonly string[], reason = ''): Decision => ({
  set: { status: 'cancelled', busy: undefined, version: game.version + 1 },
  change: 'cancelled',
  notes: [{ type: 'game.cancelled', member_ids: memberIds, ...(reason && { reason }) }],
  credits: attendanceCredits(game.players, []),
  value: undefined,
});

/** How a meeting was moved. */
export interface Move {
  by_ms: number;
  from: string;
  to: string;
}

/**
 * A game that has not begun goes with its meeting; one that somebody put elsewhere stays there.
 * @param memberIds who is told, asked where something changes
 */
export function move(game: GameRow, { by_ms, from, to }: Move, memberIds: () => readonly string[]): Decision {
  const later = (date: Date): Date => new Date(date.getTime() + by_ms);
  const goes = from !== to && game.location === (from || null);
  if (by_ms === 0 && !goes) return nothing(undefined);
  return {
    set: {
      ...(by_ms !== 0 && {
        game_date: later(game.game_date),
        join_deadline: game.join_deadline && later(game.join_deadline),
      }),
      ...(goes && { location: to || null }),
      version: game.version + 1,
    },
    change: 'updated',
    notes: [{ type: 'game.changed', member_ids: memberIds() }],
    value: undefined,
  };
}
