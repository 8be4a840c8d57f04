import { Breaker } from './breaker';

describe('Breaker', () => {
  let now = 0;
  const opened = (): Breaker => {
    const breaker = new Breaker(() => now);
    for (let i = 0; i < 5; i += 1) breaker.failed();
    return breaker;
  };

  it('opens after five failures in a row, not after five in all', () => {
    const breaker = new Breaker(() => now);
    for (let i = 0; i < 4; i += 1) breaker.failed();
    breaker.succeeded();
    breaker.failed();
    expect(breaker.allows()).toBe(true);
    expect(opened().allows()).toBe(false);
  });
  it('lets one request try after the pause, and closes when it succeeds', () => {
    const breaker = opened();
    now += 250;
    expect(breaker.allows()).toBe(true);
    expect(breaker.allows()).toBe(false);
    breaker.succeeded();
    expect(breaker.allows()).toBe(true);
  });
  it('never pauses longer than 2 s', () => {
    const breaker = opened();
    for (let i = 0; i < 20; i += 1) {
      now += 2_000;
      expect(breaker.allows()).toBe(true);
      breaker.failed();
    }
  });
  it('lets another try when nobody ever says how the first went', () => {
    const breaker = opened();
    now += 250;
    expect(breaker.allows()).toBe(true);
    now += 3_000;
    expect(breaker.allows()).toBe(true);
  });
  it('lets the next try when the one that tried was abandoned', () => {
    const breaker = opened();
    now += 250;
    expect(breaker.allows()).toBe(true);
    breaker.abandoned();
    expect(breaker.allows()).toBe(true);
  });
});
