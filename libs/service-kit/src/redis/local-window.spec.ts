import { registry } from '../metrics/metrics';
import { LocalWindow } from './local-window';

describe('LocalWindow', () => {
  let now = 0;
  const window = (): LocalWindow => new LocalWindow(() => now);
  beforeEach(() => (now = 1_000));

  it('grants up to the limit and says when the next place is free', () => {
    const limits = window();
    expect(limits.take('a', 2, 100).granted).toBe(1);
    now += 40;
    expect(limits.take('a', 2, 100).granted).toBe(1);
    expect(limits.take('a', 2, 100)).toMatchObject({ granted: 0, resetMs: 60 });
    expect(limits.take('b', 2, 100).granted).toBe(1);
  });

  it('slides: a place is free when its own event is old, not when a period ends', () => {
    const limits = window();
    limits.take('a', 2, 100);
    now += 60;
    limits.take('a', 2, 100);
    now += 41;
    expect(limits.take('a', 2, 100).granted).toBe(1);
    expect(limits.take('a', 2, 100).granted).toBe(0);
  });

  it('says how often it counted in the place of Redis', async () => {
    const counted = async (): Promise<number> =>
      (await registry.getSingleMetric('limits_counted_alone_total')!.get()).values[0]!.value;
    const before = await counted();
    const limits = window();
    for (let i = 0; i < 3; i += 1) limits.take('a', 2, 100);
    limits.take('a', 2, 100, 0);
    expect((await counted()) - before).toBe(3);
  });

  it('takes back a place', () => {
    const limits = window();
    const { id } = limits.take('a', 1, 100);
    limits.giveBack('a', id);
    expect(limits.take('a', 1, 100).granted).toBe(1);
  });
});
