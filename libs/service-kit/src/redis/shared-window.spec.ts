import type Redis from 'ioredis';
import { SharedWindow } from './shared-window';
import { SlidingWindow } from './sliding-window';

const CLAIM = { key: 'a', limit: 2, windowMs: 60_000 };

describe('SharedWindow', () => {
  let isThere = true;
  const asked = jest
    .spyOn(SlidingWindow.prototype, 'take')
    .mockImplementation(() =>
      isThere
        ? Promise.resolve({ id: 'shared', granted: 1, used: 1, resetMs: 0 })
        : Promise.reject(new Error('Command timed out')),
    );
  const given = jest.spyOn(SlidingWindow.prototype, 'giveBack').mockImplementation(() => Promise.resolve());
  let isBack: () => void = () => undefined;
  const redis = { defineCommand: () => undefined, on: (_event: 'ready', fn: () => void) => (isBack = fn) };
  const window = (): SharedWindow => new SharedWindow(redis as unknown as Redis, 'x');
  beforeEach(() => {
    isThere = true;
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.clearAllMocks();
  });

  it('counts with all processes, and gives a place back there', async () => {
    const limits = window();
    const [place] = await limits.takeAll([CLAIM]);
    expect(place).toMatchObject({ key: 'a', local: false, take: { granted: 1 } });
    await limits.giveBack(place!);
    expect(given).toHaveBeenCalledTimes(1);
  });

  it('counts in this process while Redis is away, and asks it once in 3 s only', async () => {
    isThere = false;
    const limits = window();
    const granted = [];
    for (let i = 0; i < 3; i += 1) granted.push((await limits.takeAll([CLAIM]))[0]?.take.granted);
    expect(granted).toEqual([1, 1, 0]);
    expect(asked).toHaveBeenCalledTimes(1);
    isThere = true;
    jest.advanceTimersByTime(3_000);
    expect((await limits.takeAll([CLAIM]))[0]).toMatchObject({ local: false });
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('asks Redis at once when it is there', async () => {
    isThere = false;
    const limits = window();
    expect((await limits.takeAll([CLAIM]))[0]).toMatchObject({ local: true });
    isThere = true;
    isBack();
    expect((await limits.takeAll([CLAIM]))[0]).toMatchObject({ local: false });
  });

  it('gives a place of this process back to this process', async () => {
    isThere = false;
    const limits = window();
    const [place] = await limits.takeAll([{ ...CLAIM, limit: 1 }]);
    await limits.giveBack(place!);
    expect((await limits.takeAll([{ ...CLAIM, limit: 1 }]))[0]?.take.granted).toBe(1);
    expect(given).not.toHaveBeenCalled();
  });
});
