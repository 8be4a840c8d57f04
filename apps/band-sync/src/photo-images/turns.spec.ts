import { TooManyWait, Turns } from './turns';

describe('turns', () => {
  it('let so many work at once and no more, the others in order, also after failures', async () => {
    const turns = new Turns(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const all = [0, 1, 2, 3, 4].map((i) =>
      turns.take(async () => {
        begun.push(i);
        await new Promise<void>((resolve) => (ends[i] = resolve));
        if (i === 0) throw new Error('broken');
        return i;
      }),
    );
    const settled = Promise.allSettled(all);
    const passing = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    for (const [i, expected] of [
      [0, 1, 2],
      [0, 1, 2, 3],
      [0, 1, 2, 3, 4],
    ].entries()) {
      ends[i]!();
      await passing();
      expect(begun).toEqual(expected);
    }
    ends[3]!();
    ends[4]!();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', ...Array(4).fill('fulfilled')]);
    await expect(turns.take(() => Promise.resolve('again'))).resolves.toBe('again');
  });

  it('refuse who comes when enough wait already', async () => {
    const turns = new Turns(1, 1);
    let end = (): void => undefined;
    const first = turns.take(() => new Promise<void>((resolve) => (end = resolve)));
    const second = turns.take(() => Promise.resolve('second'));
    await expect(turns.take(() => Promise.resolve('third'))).rejects.toBeInstanceOf(TooManyWait);
    end();
    await first;
    expect(await second).toBe('second');
    await expect(turns.take(() => Promise.resolve('later'))).resolves.toBe('later');
  });
});
