import type { GameRow } from './game.schema';
import { GameErrors } from './games.errors';

/** Where a game is played: what is kept of it, and what lets one ongoing game only be there. */
export interface Court {
  readonly id: string;
  readonly key: string;
}

/** A court of a meeting, by which it is known there. */
export interface NamedCourt {
  readonly id: string;
  readonly name: string;
}

/** As people read it: full-width letters, spaces and case make no other name. */
const folded = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();

/** Its id is its own wherever the game is said to be. */
export const meetingCourt = (id: string): Court => ({ id, key: `court:meeting|${id}` });

/** Courts of different places may have the same name. */
const courtByName = (location: string | null, name: string): Court => ({
  id: name,
  key: `court:${folded(location ?? '')}|${folded(name)}`,
});

/**
 * The court that somebody names. Of a meeting it is one of the meeting's courts, by id or by name; elsewhere, and at
 * a meeting that has named none, it is what people call it there.
 * @throws GAME_COURT_UNKNOWN
 */
export function courtAt(game: Pick<GameRow, 'location'>, courts: readonly NamedCourt[], wanted: string): Court {
  if (courts.length === 0) return courtByName(game.location, wanted);
  const name = folded(wanted);
  const known = courts.find(({ id }) => id === wanted) ?? courts.find((court) => folded(court.name) === name);
  if (!known) throw GameErrors.GAME_COURT_UNKNOWN({ courts: courts.map(({ id, name }) => ({ id, name })) });
  return meetingCourt(known.id);
}
