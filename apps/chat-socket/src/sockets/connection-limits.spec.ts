import { ConnectionLimits } from './connection-limits';

describe('what one connection may do', () => {
  it('is bounded for all events together and for a kind of its own', () => {
    const limits = new ConnectionLimits(10);
    const kind = { perSecond: 1, burst: 2 };
    expect([1, 2, 3].map(() => limits.take('dear', kind) > 0)).toEqual([false, false, true]);
    const others = Array.from({ length: 40 }, () => limits.take('cheap') > 0);
    expect(others.filter((refused) => !refused)).toHaveLength(27);
  });

  it('is abused when far more is refused than let through, also where one in a hundred is let through', () => {
    const limits = new ConnectionLimits(1_000_000);
    const never = { perSecond: 1e-6, burst: 0 };
    let sent = 0;
    while (!limits.isAbused && sent < 10_000) {
      sent += 1;
      limits.take(sent % 100 === 0 ? 'good' : 'bad', sent % 100 === 0 ? undefined : never);
    }
    expect(sent).toBeLessThan(250);
  });

  it('is not abused by who is refused now and then', () => {
    const limits = new ConnectionLimits(1_000_000);
    for (let i = 0; i < 5_000; i += 1) {
      limits.take('good');
      limits.countRefused();
    }
    expect(limits.isAbused).toBe(false);
  });
});
