import { BandFailureKind, kindOfResultCode } from './band-failure';
import { pausesSync, resumeTime, waitBeforeNextTry } from './retry-policy';

const HOUR = 3_600_000;

describe('what is done about BAND’s failures', () => {
  it.each<[number, BandFailureKind]>([
    [1001, 'app-quota'],
    [1002, 'user-quota'],
    [1003, 'too-fast'],
    [10401, 'token'],
    [10403, 'forbidden'],
    [211, 'parameters'],
    [212, 'parameters'],
    [60102, 'not-a-member'],
    [2142, 'leaders-only'],
    [2300, 'bad-reply'],
    [31337, 'other'],
  ])('result code %i is %s', (code, kind) => expect(kindOfResultCode(code)).toBe(kind));

  it('waits 2 and 4 s with a quarter of jitter at a cool-down, then gives up', () => {
    expect(waitBeforeNextTry({ kind: 'too-fast', attempt: 1 }, 0)).toBe(1_500);
    expect(waitBeforeNextTry({ kind: 'too-fast', attempt: 1 }, 1)).toBe(2_500);
    expect(waitBeforeNextTry({ kind: 'too-fast', attempt: 2 }, 0.5)).toBe(4_000);
    expect(waitBeforeNextTry({ kind: 'too-fast', attempt: 3 }, 0.5)).toBeUndefined();
  });

  it('waits as long as Retry-After asks, within reason', () => {
    expect(waitBeforeNextTry({ kind: 'too-fast', attempt: 1, retryAfterMs: 9_000 }, 0)).toBe(9_000);
    expect(waitBeforeNextTry({ kind: 'too-fast', attempt: 1, retryAfterMs: 9_000_000 }, 0)).toBe(60_000);
  });

  it.each<BandFailureKind>(['bad-reply', 'unreachable', 'timeout', 'other'])('waits 1 and 2 s at %s', (kind) => {
    const waits = [1, 2, 3].map((attempt) => waitBeforeNextTry({ kind, attempt }, 0.9));
    expect(waits).toEqual([1_000, 2_000, undefined]);
  });

  it.each<BandFailureKind>([
    'app-quota',
    'user-quota',
    'token',
    'forbidden',
    'parameters',
    'not-a-member',
    'leaders-only',
  ])('does not repeat %s', (kind) => expect(waitBeforeNextTry({ kind, attempt: 1 }, 0)).toBeUndefined());

  it('pauses at quotas only: until the next tick, then 1, 2, 4 … up to 24 hours', () => {
    expect(pausesSync('app-quota') && pausesSync('user-quota')).toBe(true);
    expect(pausesSync('too-fast')).toBe(false);
    const now = Date.parse('2026-03-02T01:10:00Z');
    const hours = (every: number): number[] =>
      [0, 1, 2, 3, 4, 5, 6, 50].map((pauses) => (resumeTime(now, pauses, every) - now) / HOUR);
    expect(hours(HOUR / 2)).toEqual([1 / 3, 1, 2, 4, 8, 16, 24, 24]);
    expect(hours(0)[0]).toBe(0.5);
  });
});
