import { permissionsOf, Role } from '@dongbaejul/contracts';
import type { GameRow } from './game.schema';
import { GameErrors } from './games.errors';

/** Who asks, by a request or by a socket. */
export interface Actor {
  userId: string;
  username: string;
  roles: readonly Role[];
  /** For the audit log, where it is known. */
  clientAddress?: string;
}

export const isStaff = (who: Pick<Actor, 'roles'>): boolean => permissionsOf(who.roles).includes('games:manage');

export const mayManage = (game: Pick<GameRow, 'host_id'>, who: Actor): boolean =>
  game.host_id === who.userId || isStaff(who);

/** @throws GAME_HOST_ONLY */
export function assertMayManage(game: Pick<GameRow, 'host_id'>, who: Actor): void {
  if (!mayManage(game, who)) throw GameErrors.GAME_HOST_ONLY();
}

/** @throws GAME_PLAYERS_ONLY */
export function assertMayScore(game: GameRow, who: Actor): void {
  if (mayManage(game, who) || game.players.some(({ member_id }) => member_id === who.userId)) return;
  throw GameErrors.GAME_PLAYERS_ONLY();
}
