import type { Counted } from '@dongbaejul/persistence';

/**
 * Counts what a search finds.
 * @param among texts that are read at most, the newest ones; a floor where there are more. All of them without it
 */
export type Count = (among?: number) => Promise<Counted>;

/** Answers with what was counted before, or counts. */
export type KeptTotal = (count: Count) => Promise<Counted>;

/** For what nobody else asks. */
export const countAll: KeptTotal = (count) => count();

/**
 * Texts that are read while a page waits for its total: more would take longer than the page itself (ADR 20). What fits
 * in them is counted at once, and all of it behind the answer.
 */
export const COUNTED_AT_ONCE = 500;
