import type { SlidingWindow } from '@dongbaejul/service-kit';
import { LeasedWindow } from './leased-window';

describe('LeasedWindow', () => {
  it('counts alone while Redis is away, and with the others as soon as it is there', async () => {
    let isThere = false;
    const take = jest.fn(() =>
      isThere
        ? Promise.resolve({ id: 'shared', granted: 1, used: 7, resetMs: 0 })
        : Promise.reject(new Error('Stream is not writeable')),
    );
    const limits = new LeasedWindow({ take } as unknown as SlidingWindow, 10, 60_000);
    for (const remaining of [9, 8]) expect(await limits.take('a')).toMatchObject({ allowed: true, remaining });
    expect(take).toHaveBeenCalledTimes(1);
    isThere = true;
    limits.askAgain();
    expect(await limits.take('a')).toMatchObject({ allowed: true, remaining: 3 });
    expect(take).toHaveBeenCalledTimes(2);
  });
});
