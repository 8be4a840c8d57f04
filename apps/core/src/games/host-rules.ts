import { Decision, nothing } from './decision';
import { cancellation } from './edit-rules';
import type { GameRow } from './game.schema';
import { concerned } from './join-rules';

/**
 * The host has left the club's platform: the first player who is a member goes on as host, before those who were
 * entered and have not agreed, of whom the first does where nobody else is there. A game without one is cancelled, also
 * one under way, whose court and players would never be free again.
 * @param isHere whether a member can act as host
 */
export function decideHostGone(game: GameRow, hostId: string, isHere: (memberId: string) => boolean): Decision {
  const isLive = game.status === 'scheduled' || game.status === 'ongoing';
  if (!isLive || game.host_id !== hostId) return nothing(undefined);
  const others = concerned(game).filter((id) => id !== hostId);
  const heirs = game.players.filter(({ member_id }) => member_id !== null && member_id !== hostId && isHere(member_id));
  const next = heirs.find(({ consent }) => consent !== 'asked') ?? heirs[0];
  if (!next) return cancellation(game, others);
  return {
    set: { host_id: next.player_id, host_name: next.name, version: game.version + 1 },
    change: 'updated',
    notes: [{ type: 'game.changed', member_ids: others }],
    value: undefined,
  };
}
