import { retryAfterMs } from './push-transport';
import { mayTryAgain, pauseAfter } from './retry-rule';

it('tries again after growing pauses, and gives up', () => {
  expect([1, 2, 3, 4].map((tries) => pauseAfter(tries, 0, 0))).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(pauseAfter(30, 0, 0)).toBe(15 * 60_000);
  expect(pauseAfter(1, 0, 1)).toBe(1_250);
  expect([1, 9, 10].map(mayTryAgain)).toEqual([true, true, false]);
});

it('waits as long as a push service asks, within reason', () => {
  expect(pauseAfter(1, 30_000, 0)).toBe(30_000);
  expect(pauseAfter(1, 10 * 3_600_000, 0)).toBe(3_600_000);
});

it('reads Retry-After as seconds and as a date', () => {
  expect(retryAfterMs('120')).toBe(120_000);
  expect(retryAfterMs('Wed, 21 Oct 2026 07:28:10 GMT', Date.parse('2026-10-21T07:28:00Z'))).toBe(10_000);
  expect(retryAfterMs('Wed, 21 Oct 2015 07:28:00 GMT')).toBe(0);
  expect([retryAfterMs('soon'), retryAfterMs(null), retryAfterMs(undefined)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
