import * as fc from 'fast-check';
import { KeyedQueue } from './keyed-queue';

const later = (): { promise: Promise<void>; resolve: () => void } => {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
};

describe('KeyedQueue', () => {
  it('never runs two tasks of a key at once, keeps their order, and forgets finished keys', async () => {
    const work = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), fails: fc.boolean() }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(work, async (tasks) => {
        const queue = new KeyedQueue();
        const running = new Map<string, number>();
        const order: Record<string, number[]> = { a: [], b: [], c: [] };
        await Promise.allSettled(
          tasks.map(({ key, fails }, index) =>
            queue.run(key, async () => {
              running.set(key, (running.get(key) ?? 0) + 1);
              expect(running.get(key)).toBe(1);
              order[key]?.push(index);
              await new Promise((resolve) => setImmediate(resolve));
              running.set(key, 0);
              if (fails) throw new Error('no');
            }),
          ),
        );
        for (const indexes of Object.values(order)) expect(indexes).toEqual([...indexes].sort((x, y) => x - y));
        expect(Object.values(order).flat()).toHaveLength(tasks.length);
        expect(queue.size).toBe(0);
      }),
    );
  });

  it('runs different keys side by side', async () => {
    const queue = new KeyedQueue();
    const gate = later();
    const blocked = queue.run('a', () => gate.promise);
    await expect(queue.run('b', () => Promise.resolve(2))).resolves.toBe(2);
    gate.resolve();
    await blocked;
  });

  it('gives up on a turn that does not come by the deadline, and lets the others pass', async () => {
    const queue = new KeyedQueue();
    const gate = later();
    const first = queue.run('a', () => gate.promise);
    const late = jest.fn(() => Promise.resolve());
    const second = queue.run('a', late, Date.now() + 20);
    const third = queue.run('a', () => Promise.resolve(3));
    await expect(second).rejects.toMatchObject({ code: 'SERVICE_TIMEOUT' });
    gate.resolve();
    await first;
    await expect(third).resolves.toBe(3);
    expect(late).not.toHaveBeenCalled();
  });

  it('refuses more than may wait', async () => {
    const queue = new KeyedQueue({ maxWaiting: 1 });
    const gate = later();
    const first = queue.run('a', () => gate.promise);
    const second = queue.run('a', () => Promise.resolve());
    await expect(queue.run('a', () => Promise.resolve())).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    gate.resolve();
    await Promise.all([first, second]);
  });
});
