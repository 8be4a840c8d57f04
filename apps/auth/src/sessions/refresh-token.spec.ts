import { GRACE_MS, judge, newRefreshToken, successorOf } from './refresh-token';

const used = (ago: number): { usedAt: Date } => ({ usedAt: new Date(1_000_000 - ago) });
const unused = { usedAt: null };
const NOW = 1_000_000;

describe('a refresh token', () => {
  it('has one successor per key, and another with another key', () => {
    const token = newRefreshToken();
    const key = Buffer.alloc(32, 1);
    expect(successorOf(token, key)).toBe(successorOf(token, key));
    expect(successorOf(token, Buffer.alloc(32, 2))).not.toBe(successorOf(token, key));
    expect(successorOf(newRefreshToken(), key)).not.toBe(successorOf(token, key));
  });

  it('is rotated when it was not used', () => expect(judge(unused, null, NOW)).toBe('rotate'));
  it('may be shown again within the grace', () => expect(judge(used(GRACE_MS), unused, NOW)).toBe('repeat'));
  it('is reused after the grace', () => expect(judge(used(GRACE_MS + 1), unused, NOW)).toBe('reused'));
  it('is reused once its successor was used', () => expect(judge(used(1), used(0), NOW)).toBe('reused'));
  it('is reused when its successor is gone', () => expect(judge(used(1), null, NOW)).toBe('reused'));
});
