import { rarest } from './rarest';

describe('rarest', () => {
  /** Texts of every way, one a minute. */
  const among =
    (counts: Record<string, number>) =>
    (way: string, n: number): Promise<string | undefined> => {
      const all = Math.max(...Object.values(counts));
      const every = all / (counts[way] ?? 0);
      const place = (counts[way] ?? 0) >= n ? new Date(1.7e12 - n * every * 60_000).toISOString() : undefined;
      return Promise.resolve(place);
    };

  it('takes the way that leads to the fewest texts', async () => {
    const counts = { 배드: 90_000, 드민: 30_000, 민턴: 100_000 };
    expect(await rarest(Object.keys(counts), among(counts))).toBe('드민');
  });

  it('takes one that leads to hardly any before all others', async () => {
    const counts = { 민턴: 100_000, 턴공: 3, 공주: 2_000 };
    expect(await rarest(Object.keys(counts), among(counts))).toBe('턴공');
  });

  it('asks nothing where there is no choice', async () => {
    const nth = jest.fn();
    expect([await rarest(['콕'], nth), await rarest([], nth)]).toEqual(['콕', undefined]);
    expect(nth).not.toHaveBeenCalled();
  });

  it('compares sixteen of them, however many there are', async () => {
    const nth = jest.fn(() => Promise.resolve('2026'));
    await rarest(
      Array.from({ length: 99 }, (_, i) => i),
      nth,
    );
    expect(nth).toHaveBeenCalledTimes(16);
  });
});
