const MOST_TRIES = 10;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
const LONGEST_ASKED_MS = 60 * 60_000;

/** @param tries how often it was tried */
export const mayTryAgain = (tries: number): boolean => tries < MOST_TRIES;

/**
 * Milliseconds until the next try: 1, 2, 4 … s, some more at random so that not all come back at once, and at least
 * what the push service asked for (up to an hour).
 */
export function pauseAfter(tries: number, askedMs = 0, random = Math.random()): number {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, tries - 1));
  return Math.max(pause * (1 + random / 4), Math.min(askedMs, LONGEST_ASKED_MS));
}
