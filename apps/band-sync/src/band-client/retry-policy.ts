import { nextTickAt } from '../schedule/tick-times';
import type { BandFailureKind } from './band-failure';

/** A call is made at most this often. */
export const MOST_TRIES = 3;
const LONGEST_WAIT_MS = 60_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Repeating these cannot help: quota, rights and parameters do not change within seconds. */
const FINAL: ReadonlySet<BandFailureKind> = new Set<BandFailureKind>([
  'app-quota',
  'user-quota',
  'token',
  'forbidden',
  'not-a-member',
  'leaders-only',
  'parameters',
]);

export interface FailedTry {
  kind: BandFailureKind;
  /** 1 for the first try. */
  attempt: number;
  /** What BAND's Retry-After asked for, if it did. */
  retryAfterMs?: number;
}

/**
 * How long to wait before the next try, in milliseconds, or undefined when it was the last.
 * BAND's cool-down (1003) and HTTP 429: 2^n s with a quarter of jitter either way; every other failure that may pass:
 * n × 1 s; three tries in all.
 * @param random 0 to 1, drawn per call so that replicas do not come back in step
 * @param unitMs one second; tests shorten it
 */
export function waitBeforeNextTry(failed: FailedTry, random: number, unitMs = 1_000): number | undefined {
  if (FINAL.has(failed.kind) || failed.attempt >= MOST_TRIES) return undefined;
  if (failed.kind !== 'too-fast') return failed.attempt * unitMs;
  const wait = 2 ** failed.attempt * unitMs * (0.75 + random / 2);
  return Math.min(Math.max(wait, failed.retryAfterMs ?? 0), LONGEST_WAIT_MS);
}

/** Failures that pause the whole sync instead of failing the run. */
export const pausesSync = (kind: BandFailureKind): boolean => kind === 'app-quota' || kind === 'user-quota';

/**
 * When a sync that ran into a quota tries again: at the schedule's next tick, and then after 1, 2, 4 … up to 24 hours.
 * @param now epoch milliseconds
 * @param pausesBefore how often in a row it was paused already
 * @param everyMs the schedule's interval; 0 for none, then after half an hour
 * @returns epoch milliseconds
 */
export function resumeTime(now: number, pausesBefore: number, everyMs: number): number {
  if (pausesBefore > 0) return now + Math.min(2 ** (pausesBefore - 1) * HOUR_MS, 24 * HOUR_MS);
  return everyMs > 0 ? nextTickAt(now, everyMs) : now + 30 * MINUTE_MS;
}
