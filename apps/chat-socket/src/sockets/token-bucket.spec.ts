import { TokenBucket } from './token-bucket';

describe('TokenBucket', () => {
  let now = 1_000;
  const bucket = (): TokenBucket => new TokenBucket(2, 3, () => now);
  beforeEach(() => (now = 1_000));

  it('lets a burst through, then says how long to wait', () => {
    const limit = bucket();
    expect([limit.take(), limit.take(), limit.take()]).toEqual([0, 0, 0]);
    expect(limit.take()).toBe(500);
    now += 500;
    expect(limit.take()).toBe(0);
    expect(limit.take()).toBe(500);
  });

  it('saves up no more than a burst, and time that runs backwards gives nothing', () => {
    const limit = bucket();
    now += 60_000;
    for (let i = 0; i < 3; i += 1) expect(limit.take()).toBe(0);
    now -= 10_000;
    expect(limit.take()).toBeGreaterThan(0);
  });
});
