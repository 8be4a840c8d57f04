/** Someone's answer as far as places are concerned; a party is the member and the guests. */
export interface Party {
  member_id: string;
  answer: Answer;
  guests: readonly unknown[];
  /** Whether the party has its places; one that waits is `going` too. */
  has_place: boolean;
}

export const ANSWERS = ['going', 'maybe', 'not_going'] as const;
export type Answer = (typeof ANSWERS)[number];

export const sizeOf = (party: Pick<Party, 'guests'>): number => 1 + party.guests.length;

/** Places that are taken. */
export const takenBy = (parties: readonly Party[]): number =>
  parties.filter((party) => party.has_place).reduce((sum, party) => sum + sizeOf(party), 0);

/** Who is going and waits, the first first; parties are kept in the order in which they said that they come. */
export const waiting = <P extends Party>(parties: readonly P[]): P[] =>
  parties.filter((party) => party.answer === 'going' && !party.has_place);

/**
 * Gives free places to those who wait: in their order, and to a smaller party further back where the first does not
 * fit, so that no place stays free while somebody could have it. Nobody loses a place that they have.
 * @param places null: as many as come
 */
export function seat<P extends Party>(parties: readonly P[], places: number | null): P[] {
  let free = places === null ? Number.POSITIVE_INFINITY : places - takenBy(parties);
  return parties.map((party) => {
    if (party.answer !== 'going') return { ...party, has_place: false };
    if (party.has_place || sizeOf(party) > free) return party;
    free -= sizeOf(party);
    return { ...party, has_place: true };
  });
}

/** Those who have a place now and had none before. */
export function promoted<P extends Party>(before: readonly P[], after: readonly P[]): P[] {
  const waited = new Set(waiting(before).map((party) => party.member_id));
  return after.filter((party) => party.has_place && waited.has(party.member_id));
}

/** Whether a party that has its places may be as large as it wants to become. */
export function mayGrow<P extends Party>(
  parties: readonly P[],
  party: P,
  size: number,
  places: number | null,
): boolean {
  return places === null || size <= sizeOf(party) || takenBy(parties) - sizeOf(party) + size <= places;
}
