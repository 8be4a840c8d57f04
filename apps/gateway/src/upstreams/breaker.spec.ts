import { Breaker } from './breaker';

describe('Breaker', () => {
  let now = 0;
  const fail = (breaker: Breaker, times: number): void => {
    for (let i = 0; i < times; i += 1) breaker.enter()!.failed();
  };
  const opened = (): Breaker => {
    const breaker = new Breaker(() => now);
    fail(breaker, 5);
    return breaker;
  };

  it('opens after five failures in a row, not after five in all', () => {
    const breaker = new Breaker(() => now);
    fail(breaker, 4);
    breaker.enter()!.succeeded();
    fail(breaker, 1);
    expect(breaker.enter()).toBeDefined();
    expect(opened().enter()).toBeUndefined();
  });
  it('lets one request try after the pause, and closes when it succeeds', () => {
    const breaker = opened();
    now += 250;
    const trying = breaker.enter()!;
    expect(breaker.enter()).toBeUndefined();
    trying.succeeded();
    expect(breaker.isOpen).toBe(false);
  });
  it('never pauses longer than 2 s', () => {
    const breaker = opened();
    for (let i = 0; i < 20; i += 1) {
      now += 2_000;
      breaker.enter()!.failed();
    }
    now += 2_000;
    expect(breaker.enter()).toBeDefined();
  });
  it('lets another try when nobody ever says how the first went, or it was abandoned', () => {
    const breaker = opened();
    now += 250;
    expect(breaker.enter()).toBeDefined();
    now += 3_000;
    breaker.enter()!.abandoned();
    expect(breaker.enter()).toBeDefined();
  });
  it('listens to the first word of a request only, and to none about another request', () => {
    const breaker = new Breaker(() => now);
    const earlier = breaker.enter()!;
    fail(breaker, 5);
    now += 250;
    const trying = breaker.enter()!;
    earlier.abandoned();
    expect(breaker.enter()).toBeUndefined();
    trying.failed();
    trying.succeeded();
    expect(breaker.isOpen).toBe(true);
  });
});
