import { permissionsOf, Role } from '@dongbaejul/contracts';
import { refusal } from '@dongbaejul/identity';
import type { GameRow } from './game.schema';
import { GameErrors } from './games.errors';

/** Who asks, by a request or by a socket. */
export interface Actor {
  userId: string;
  username: string;
  roles: readonly Role[];
  /** As an Identity has them. */
  withheldRoles?: readonly Role[];
  /** For the audit log, where it is known. */
  clientAddress?: string;
  /** They host the meeting that the game is under; known once the game is (GameChanges). */
  runsMeeting?: boolean;
}

export const isStaff = (who: Pick<Actor, 'roles'>): boolean => permissionsOf(who.roles).includes('games:manage');

/** Who answers for a game to the club: staff, and at a meeting its host. */
export const isTrusted = (who: Pick<Actor, 'roles' | 'runsMeeting'>): boolean =>
  who.runsMeeting === true || isStaff(who);

export const mayManage = (game: Pick<GameRow, 'host_id'>, who: Actor): boolean =>
  game.host_id === who.userId || isTrusted(who);

/** @throws GAME_HOST_ONLY */
export function assertMayManage(game: Pick<GameRow, 'host_id'>, who: Actor): void {
  if (!mayManage(game, who)) throw refusal(who, 'games:manage', GameErrors.GAME_HOST_ONLY());
}

/**
 * At a meeting whoever plays may end the game: the court is needed, and who started it may be gone.
 * @throws GAME_HOST_ONLY
 */
export function assertMayEnd(game: GameRow, who: Actor): void {
  const sides = game.teams ? [...game.teams.team1, ...game.teams.team2] : [];
  if (game.meeting_id !== null && sides.includes(who.userId)) return;
  assertMayManage(game, who);
}

/** @throws GAME_PLAYERS_ONLY */
export function assertMayScore(game: GameRow, who: Actor): void {
  if (mayManage(game, who) || game.players.some(({ member_id }) => member_id === who.userId)) return;
  throw refusal(who, 'games:manage', GameErrors.GAME_PLAYERS_ONLY());
}
