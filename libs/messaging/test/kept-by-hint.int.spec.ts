import { Hints, KeptByHint } from '@dongbaejul/messaging';
import { newPrefix, OwnRedis, startAsking, until } from './support';

/** A table that counts how often each row is asked for. */
class Table {
  readonly rows = new Map<string, string>();
  asked: string[] = [];
  /** Called while a read is under way, after it saw the rows. */
  meanwhile: () => Promise<void> = () => Promise.resolve();

  async read(ids: readonly string[]): Promise<Map<string, string>> {
    this.asked.push(...ids);
    const seen = new Map([...this.rows].filter(([id]) => ids.includes(id)));
    await this.meanwhile();
    return seen;
  }

  askedFor(): string[] {
    return this.asked.splice(0);
  }
}

describe('what is kept in processes', () => {
  const redis = new OwnRedis();
  const table = new Table();
  let nodes: Awaited<ReturnType<typeof startAsking>>[];
  let a: KeptByHint<string>;
  let b: KeptByHint<string>;
  let hears: () => boolean;

  beforeAll(async () => {
    await redis.start();
    const prefix = newPrefix();
    nodes = await Promise.all(
      [0, 1].map(() => startAsking({ service: 'core', prefix, url: redis.url, waitUntilReady: false })),
    );
    const hints = nodes.map(({ app }) => app.get(Hints));
    hears = () => hints.every((one) => one.hears);
    const read = (ids: readonly string[]): Promise<Map<string, string>> => table.read(ids);
    [a, b] = hints.map((one) => new KeptByHint(one, { topic: 'rows', read, most: 3 })) as [
      KeptByHint<string>,
      KeptByHint<string>,
    ];
    await until('all hear', hears);
  }, 30_000);
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await redis.remove();
  }, 30_000);

  const change = async (id: string, value: string): Promise<void> => {
    table.rows.set(id, value);
    await a.changed([id]);
  };

  it('is read once, also what does not exist, until it changes', async () => {
    table.rows.set('x', 'one');
    for (let i = 0; i < 3; i += 1) expect(await a.find(['x', 'nobody'])).toEqual(new Map([['x', 'one']]));
    expect(table.askedFor()).toEqual(['x', 'nobody']);
    await b.find(['x', 'nobody']);
    await change('x', 'two');
    await change('nobody', 'somebody');
    const now = new Map([
      ['x', 'two'],
      ['nobody', 'somebody'],
    ]);
    expect(await a.find(['x', 'nobody'])).toEqual(now);
    await until('the other process knows', async () => (await b.find(['x', 'nobody'])).get('nobody') === 'somebody');
    expect(await b.find(['x', 'nobody'])).toEqual(now);
  });

  it('is not kept when it changed while it was read', async () => {
    await change('y', 'before');
    table.meanwhile = () => change('y', 'after');
    expect((await a.find(['y'])).get('y')).toBe('before');
    table.meanwhile = () => Promise.resolve();
    expect((await a.find(['y'])).get('y')).toBe('after');
  });

  it('is no more than it may be', async () => {
    for (const id of ['p', 'q', 'r', 's']) await a.find([id]);
    table.askedFor();
    for (const id of ['s', 'p']) await a.find([id]);
    expect(table.askedFor()).toEqual(['p']);
  });

  it('is not trusted while hints are not heard', async () => {
    await change('z', 'before');
    await a.find(['z']);
    await redis.kill();
    await until('the gap is noticed', () => !hears());
    table.rows.set('z', 'changed in a process that told nobody');
    expect((await a.find(['z'])).get('z')).toMatch(/^changed/);
    table.askedFor();
    await a.find(['z']);
    expect(table.askedFor()).toEqual(['z']);
    await redis.start();
    await until('all hear again', hears);
    expect((await a.find(['z'])).get('z')).toMatch(/^changed/);
  }, 30_000);
});
