import type { Player } from './game.schema';

/** Who plays and who waits, in order of coming. A party (a member with guests) is in one of the lists as a whole. */
export interface Roster {
  readonly players: readonly Player[];
  readonly waiting: readonly Player[];
}

export type Standing = { status: 'joined' } | { status: 'waiting_list'; position: number };

const partyOf = (list: readonly Player[], memberId: string): Player[] => list.filter(({ party }) => party === memberId);

const without = (list: readonly Player[], memberId: string): Player[] => list.filter(({ party }) => party !== memberId);

/** Members who wait, each once, in order: guests take no turn of their own. */
export const waitingParties = (waiting: readonly Player[]): string[] => [...new Set(waiting.map(({ party }) => party))];

/** Where a member stands, or null for who is not in. Positions count from 1. */
export function standingOf(roster: Roster, memberId: string): Standing | null {
  if (partyOf(roster.players, memberId).length > 0) return { status: 'joined' };
  const index = waitingParties(roster.waiting).indexOf(memberId);
  return index === -1 ? null : { status: 'waiting_list', position: index + 1 };
}

export const guestsOf = (roster: Roster, memberId: string): Player[] =>
  [...partyOf(roster.players, memberId), ...partyOf(roster.waiting, memberId)].filter(
    ({ member_id }) => member_id === null,
  );

/** A party that fits plays, also past a larger one that waits and does not fit; otherwise it waits as a whole. */
export function join(roster: Roster, places: number, party: readonly Player[]): Roster {
  const fits = roster.players.length + party.length <= places;
  return fits
    ? { ...roster, players: [...roster.players, ...party] }
    : { ...roster, waiting: [...roster.waiting, ...party] };
}

/**
 * Fills free places in order of waiting. A party is not torn apart: one that is larger than what is free is passed over
 * and keeps its turn, so that no place stays empty that somebody who waits could take.
 * @returns the roster, and the members whose parties moved up
 */
export function fill(roster: Roster, places: number): { roster: Roster; promoted: string[] } {
  const promoted: string[] = [];
  let { players, waiting } = roster;
  for (const member of waitingParties(waiting)) {
    if (players.length >= places) break;
    const party = partyOf(waiting, member);
    if (players.length + party.length > places) continue;
    players = [...players, ...party];
    waiting = without(waiting, member);
    promoted.push(member);
  }
  return { roster: { players, waiting }, promoted };
}

/** Takes the member and the guests out, and fills what they leave free. */
export function leave(roster: Roster, places: number, memberId: string): { roster: Roster; promoted: string[] } {
  const rest = { players: without(roster.players, memberId), waiting: without(roster.waiting, memberId) };
  return fill(rest, places);
}
