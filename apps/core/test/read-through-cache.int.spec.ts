import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRedis, ReadThroughCache } from '@dongbaejul/service-kit';
import { bound, freePorts, OwnRedis, until } from '@dongbaejul/testing';
import type Redis from 'ioredis';

const OPTIONS = { ttl: 30, groups: ['posts'] };
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the read-through cache', () => {
  let redis: OwnRedis;
  let folder: string;
  let open: ReadThroughCache[] = [];
  let connections: Redis[] = [];
  let loads = 0;
  let value = 'first';

  beforeAll(async () => {
    const [port] = (await freePorts(1)) as [number];
    folder = mkdtempSync(path.join(tmpdir(), 'cache-'));
    redis = new OwnRedis(port, folder);
    await redis.start();
  });
  beforeEach(() => {
    loads = 0;
    value = 'first';
  });
  afterEach(() => open.splice(0).forEach((cache) => cache.close()));
  afterAll(async () => {
    await redis.stop();
    rmSync(folder, { recursive: true });
  });

  /** As many processes that share a cache. Unless that is the point, a busy machine's Redis must not count as away. */
  async function processes(count: number, { patient = true } = {}): Promise<ReadThroughCache[]> {
    const root = `t${randomBytes(6).toString('hex')}:cache:core`;
    connections = Array.from({ length: count }, () => createRedis(redis.url, { name: 'test:cache' }));
    await Promise.all(connections.map((one) => new Promise((resolve) => one.once('ready', resolve))));
    open = connections.map((one) => new ReadThroughCache(one, root, patient ? 30_000 : undefined));
    return open;
  }

  const load = async (): Promise<{ value: string }> => {
    loads += 1;
    const read = value;
    await wait(100);
    return { value: read };
  };

  it('is filled by one reader while the others wait, across processes', async () => {
    const [a, b] = (await processes(2)) as [ReadThroughCache, ReadThroughCache];
    const readers = Array.from({ length: 100 }, (_, i) => (i % 2 ? a : b).get('k', OPTIONS, load));
    expect(await Promise.all(readers)).toEqual(Array(100).fill({ value: 'first' }));
    expect(loads).toBe(1);
  });

  it('is renewed by one reader before it expires, while the others get what there is', async () => {
    const [a, b] = (await processes(2)) as [ReadThroughCache, ReadThroughCache];
    await a.get('k', OPTIONS, load);
    value = 'second';
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const renew = async (): Promise<{ value: string }> => {
      await held;
      return load();
    };
    // Almost at its end, by the clock that says when a value is to be renewed.
    const { now } = Date;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + OPTIONS.ttl * 950);
    const readers = Array.from({ length: 50 }, (_, i) => (i % 2 ? a : b).get('k', OPTIONS, renew));
    // Nobody waits for the renewal, which cannot end yet.
    expect(await Promise.all(readers)).toEqual(Array(50).fill({ value: 'first' }));
    release();
    await until(async () => (await a.get('k', OPTIONS, renew)).value === 'second', 'the renewed value');
    clock.mockRestore();
    expect(loads).toBe(2);
  });

  it('is not made again by who looked for it just before it was there', async () => {
    const [a, b] = (await processes(2)) as [ReadThroughCache, ReadThroughCache];
    // b looks, then a makes the value and lets go of its lock, then b locks.
    await b.peek('k', OPTIONS.groups);
    const connection = connections[1] as Redis;
    const lock = jest.spyOn(connection, 'set').mockImplementation((async (...args: Parameters<Redis['set']>) => {
      lock.mockRestore();
      await a.get('k', OPTIONS, load);
      const locks = async (): Promise<unknown> => redis.command('KEYS', '*:lock:*');
      await until(async () => String(await locks()) === '', 'a has let go of its lock');
      return connection.set(...args);
    }) as Redis['set']);
    expect([await b.get('k', OPTIONS, load), loads]).toEqual([{ value: 'first' }, 1]);
  });

  it('never gives what was read before a change to who asks after it', async () => {
    const [a, b] = (await processes(2)) as [ReadThroughCache, ReadThroughCache];
    const early = a.get('k', OPTIONS, load);
    await until(() => loads === 1, 'the first reader is reading');
    value = 'second';
    await b.invalidate(['posts']);
    const started = Date.now();
    expect((await b.get('k', OPTIONS, load)).value).toBe('second');
    expect(Date.now() - started).toBeLessThan(bound(900));
    await early;
    expect((await a.get('k', OPTIONS, load)).value).toBe('second');
    expect((await b.get('k', OPTIONS, load)).value).toBe('second');
  });

  it('keeps what other changes do not concern', async () => {
    const [a] = (await processes(1)) as [ReadThroughCache];
    await a.get('k', OPTIONS, load);
    await a.invalidate(['comments']);
    await a.get('k', OPTIONS, load);
    expect(loads).toBe(1);
  });

  it('is looked into without anybody making what is missing', async () => {
    const [a, b] = (await processes(2)) as [ReadThroughCache, ReadThroughCache];
    expect(await a.peek('k', OPTIONS.groups)).toBeUndefined();
    await b.get('k', OPTIONS, load);
    expect(await a.peek('k', OPTIONS.groups)).toEqual({ value: 'first' });
    await b.invalidate(['posts']);
    expect(await a.peek('k', OPTIONS.groups)).toBeUndefined();
  });

  it('prepares a value once, for whoever comes later, and never fails', async () => {
    const [a, b] = (await processes(2)) as [ReadThroughCache, ReadThroughCache];
    await a.prepare('k', OPTIONS, () => Promise.reject(new Error('no')));
    expect(await b.peek('k', OPTIONS.groups)).toBeUndefined();
    await Promise.all([a, b, a, b].map((one) => one.prepare('k', OPTIONS, load)));
    await a.prepare('k', OPTIONS, load);
    expect(await b.peek('k', OPTIONS.groups)).toEqual({ value: 'first' });
    expect(loads).toBe(1);
  });

  it('passes failures on and keeps none', async () => {
    const [a] = (await processes(1)) as [ReadThroughCache];
    const failing = (): Promise<never> => Promise.reject(new Error('away'));
    await expect(a.get('k', OPTIONS, failing)).rejects.toThrow('away');
    expect(await a.get('k', OPTIONS, load)).toEqual({ value: 'first' });
  });

  it('prepares nothing that cannot be kept', async () => {
    const [cache] = (await processes(1, { patient: false })) as [ReadThroughCache];
    await redis.kill();
    try {
      await cache.prepare('k', OPTIONS, load);
      expect([await cache.peek('k', OPTIONS.groups), loads]).toEqual([undefined, 0]);
    } finally {
      await redis.start();
    }
  });

  it('is a slow read while Redis is away, and right when it is back', async () => {
    const [a, b] = (await processes(2, { patient: false })) as [ReadThroughCache, ReadThroughCache];
    await a.get('k', OPTIONS, load);
    await redis.kill();
    value = 'second';
    await a.invalidate(['posts']);
    const started = Date.now();
    for (let i = 0; i < 3; i += 1) expect((await a.get('k', OPTIONS, load)).value).toBe('second');
    expect(Date.now() - started).toBeLessThan(bound(1_500));
    await redis.start();
    expect((await a.get('k', OPTIONS, load)).value).toBe('second');
    await until(async () => (await b.get('k', OPTIONS, load)).value === 'second', 'the other process');
    await until(async () => {
      const before = loads;
      await a.get('k', OPTIONS, load);
      return loads === before;
    }, 'a value from the cache');
  });
});
