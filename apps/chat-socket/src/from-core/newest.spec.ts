import { Newest } from './newest';

describe('the newest', () => {
  it('lets nothing through twice, nor what is older', () => {
    const newest = new Newest();
    expect([1, 3, 2, 3, 4].map((version) => newest.take('game', { version }).isNews)).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
    expect(newest.take('other', { version: 1 })).toEqual({ isNews: true, before: undefined });
  });

  it('tells what was known before, and forgets what was not heard of for longest', () => {
    const newest = new Newest<{ version: number }>(2);
    for (const [key, version] of [
      ['a', 1],
      ['b', 1],
      ['a', 2],
      ['c', 1],
    ] as const)
      newest.take(key, { version });
    expect(newest.take('a', { version: 3 }).before).toEqual({ version: 2 });
    expect(newest.take('b', { version: 1 }).before).toBeUndefined();
  });
});
