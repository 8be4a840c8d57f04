import { createRedis, SlidingWindow } from '@dongbaejul/service-kit';
import { randomUUID } from 'node:crypto';

describe('SlidingWindow', () => {
  const url = process.env.TEST_REDIS_URL ?? '';
  const replicas = [0, 1, 2].map((n) => createRedis(url, { name: `window-${n}` }));
  const prefix = `t${randomUUID().slice(0, 8)}`;
  const windows = replicas.map((redis) => new SlidingWindow(redis, prefix));

  beforeAll(() => Promise.all(replicas.map((redis) => new Promise((resolve) => redis.once('ready', resolve)))));
  afterAll(() => replicas.forEach((redis) => redis.disconnect()));

  it('grants the limit over all replicas, and no more', async () => {
    const takes = await Promise.all(Array.from({ length: 90 }, (_, i) => windows[i % 3]!.take('a', 30, 60_000)));
    expect(takes.reduce((sum, take) => sum + take.granted, 0)).toBe(30);
    const last = await windows[0]!.take('a', 30, 60_000);
    expect(last).toMatchObject({ granted: 0, used: 30 });
    expect(last.resetMs).toBeGreaterThan(50_000);
  });
  it('grants part of what is wanted when only that fits, and takes it back', async () => {
    const take = await windows[0]!.take('b', 5, 60_000, 8);
    expect(take).toMatchObject({ granted: 5, used: 5 });
    await windows[0]!.giveBack('b', take.id, 3, 5);
    expect(await windows[1]!.take('b', 5, 60_000, 0)).toMatchObject({ used: 2 });
  });
  it('slides: an event stops counting when it is older than the window', async () => {
    await windows[0]!.take('c', 1, 80);
    const refused = await windows[0]!.take('c', 1, 80);
    expect(refused.granted).toBe(0);
    const end = Date.now() + 3_000;
    let granted = 0;
    while (granted === 0 && Date.now() < end) granted = (await windows[0]!.take('c', 1, 80)).granted;
    expect(granted).toBe(1);
  });
  it('fails at once when Redis is away', async () => {
    const away = createRedis('redis://127.0.0.1:1', { name: 'away' });
    await expect(new SlidingWindow(away, prefix).take('d', 1, 1_000)).rejects.toThrow();
    away.disconnect();
  });
});
