import type { Actor } from './access-rules';
import { attendanceCredits } from './attendance-rules';
import { consentOf, withConsent } from './consent';
import { Decision } from './decision';
import { cancellation } from './edit-rules';
import { resultCredits, withAttendance } from './finish-rules';
import type { GameRow } from './game.schema';
import { concerned } from './join-rules';
import { guestsOf, Standing, standingOf } from './roster';
import { playersIn } from './team-rules';

const isIn = (game: GameRow, memberId: string): boolean =>
  consentOf(game.players, memberId) !== null || consentOf(game.waiting, memberId) !== null;

/** Whether the member was entered by somebody else and can still say yes: before, during and after the game. */
export const canAgree = (game: GameRow, { userId }: Actor): boolean =>
  game.status !== 'cancelled' && isIn(game, userId);

/**
 * A member who was entered by somebody else says yes. What was played counts from then on: for the member, and, when it
 * was the last one who was asked, for the ratings of all.
 */
export function decideAgree(game: GameRow, { userId }: Actor): Decision<Standing> {
  const waiting = withConsent(game.waiting, userId);
  const agreed = { ...game, players: withConsent(game.players, userId) };
  const value = standingOf(game, userId) as Standing;
  const wasAsked = consentOf(game.players, userId) === 'asked';
  if (game.status !== 'completed' || !wasAsked) {
    return { set: { players: agreed.players, waiting }, change: 'updated', value };
  }
  const players = withAttendance(agreed);
  const results = resultCredits(agreed, 1).filter(({ member_id }) => member_id === userId);
  return {
    set: { players, waiting },
    change: 'updated',
    credits: [...results, ...attendanceCredits(game.players, players)],
    rated: true,
    value,
  };
}

/** Whether the member was entered by somebody else into a game that is being played, and has not agreed. */
export const canWithdraw = (game: GameRow, { userId }: Actor): boolean =>
  game.status === 'ongoing' && consentOf(game.players, userId) !== null;

/**
 * A member who was entered by somebody else leaves a game that is being played, with the guests. Where one of them is
 * on a side, the game is called off, without a result; the court and the others are free.
 */
export function decideWithdraw(game: GameRow, { userId }: Actor): Decision {
  const party = new Set([userId, ...guestsOf(game, userId).map(({ player_id }) => player_id)]);
  const players = game.players.filter(({ player_id }) => !party.has(player_id));
  const left = { type: 'game.left' as const, member_ids: [game.host_id] };
  if (!playersIn(game).some(({ player_id }) => party.has(player_id))) {
    return {
      set: { players },
      change: 'left',
      notes: [left],
      credits: attendanceCredits(game.players, players),
      value: undefined,
    };
  }
  const others = concerned(game).filter((id) => id !== userId && id !== game.host_id);
  const { set, notes = [], ...rest } = cancellation(game, others);
  return { ...rest, set: { ...set, players, teams: null }, notes: [left, ...notes] };
}
