import { registry } from './metrics';
import { watchRedis } from './redis-metrics';

const INFO: Record<string, string> = {
  memory: '# Memory\r\nused_memory:1048576\r\nused_memory_human:1.00M\r\nmaxmemory:536870912\r\n',
  stats: '# Stats\r\nevicted_keys:7\r\n',
};
const valueOf = async (name: string): Promise<number | undefined> =>
  (await registry.getSingleMetric(name)?.get())?.values[0]?.value;

describe('watchRedis', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('tells memory, and keeps the last values while Redis is away', async () => {
    const info = jest.fn((section: string) => Promise.resolve(INFO[section] ?? ''));
    const stop = watchRedis({ info: info as never });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await valueOf('redis_memory_used_bytes')).toBe(1_048_576);
    expect(await valueOf('redis_memory_max_bytes')).toBe(536_870_912);
    info.mockRejectedValue(new Error('away'));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(await valueOf('redis_memory_used_bytes')).toBe(1_048_576);
    stop();
  });

  it('counts evictions, on over a start of Redis after which it counts from nothing', async () => {
    const evicted = registry.getSingleMetric('redis_evicted_keys_total');
    expect((await evicted?.get())?.type).toBe('counter');
    evicted?.reset();
    let keys = 7;
    const stop = watchRedis({
      info: ((section: string) => Promise.resolve(`# ${section}\r\nevicted_keys:${keys}\r\n`)) as never,
    });
    await jest.advanceTimersByTimeAsync(1_000);
    for (const [now, total] of [
      [7, 0],
      [10, 3],
      [2, 5],
      [2, 5],
    ] as const) {
      keys = now;
      await jest.advanceTimersByTimeAsync(15_000);
      expect(await valueOf('redis_evicted_keys_total')).toBe(total);
    }
    stop();
  });

  it('has one question under way at a time, and none after stopping', async () => {
    const info = jest.fn(() => new Promise(() => undefined));
    const stop = watchRedis({ info: info as never });
    await jest.advanceTimersByTimeAsync(120_000);
    expect(info).toHaveBeenCalledTimes(2);
    stop();
    const free = jest.fn(() => Promise.resolve(''));
    watchRedis({ info: free as never })();
    await jest.advanceTimersByTimeAsync(120_000);
    expect(free).not.toHaveBeenCalled();
  });
});
