import { Hints } from '@dongbaejul/messaging';
import { newPrefix, OwnRedis, startAsking, until } from './support';

describe('hints', () => {
  const redis = new OwnRedis();
  beforeAll(() => redis.start());
  afterAll(() => redis.remove());

  it('reach every process, tell of gaps, and come again after an outage', async () => {
    const prefix = newPrefix();
    const nodes = await Promise.all(
      [0, 1].map(() => startAsking({ service: 'core', prefix, url: redis.url, waitUntilReady: false })),
    );
    const other = await startAsking({ service: 'core', prefix: newPrefix(), url: redis.url, waitUntilReady: false });
    const [a, b] = nodes.map(({ app }) => app.get(Hints)) as [Hints, Hints];
    const heard: unknown[] = [];
    const foreign: unknown[] = [];
    const gaps: string[] = [];
    a.onGap((state) => gaps.push(state));
    const stop = a.subscribe('posts', (data) => heard.push(data));
    a.subscribe('posts', () => {
      throw new Error('a bad listener');
    });
    other.app.get(Hints).subscribe('posts', (data) => foreign.push(data));
    await until('all hear', () => a.hears && b.hears && other.app.get(Hints).hears);

    await until('it is heard', async () => (await b.publish('posts', { id: 1 })) && heard.length > 0);
    expect(heard[0]).toEqual({ id: 1 });

    await redis.kill();
    await until('the gap is told', () => gaps.includes('lost'));
    expect(await b.publish('posts', { id: 2 })).toBe(false);
    expect(a.hears).toBe(false);
    await redis.start();
    await until('it hears again', () => gaps.at(-1) === 'back' && a.hears && b.hears);
    await until('it is heard again', async () => {
      await b.publish('posts', { id: 3 });
      return heard.some((data) => (data as { id: number }).id === 3);
    });

    stop();
    heard.length = 0;
    await b.publish('posts', { id: 4 });
    a.subscribe('done', () => heard.push('done'));
    await until('a later hint is heard', async () => (await b.publish('done', null)) && heard.includes('done'));
    expect(heard).not.toContainEqual({ id: 4 });
    expect(foreign).toEqual([]);
    await Promise.all([...nodes, other].map((node) => node.stop()));
  }, 40_000);
});
