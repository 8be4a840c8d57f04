import { type ApiClient, Platform, until } from '@dongbaejul/testing';
import { type ChangeStreamDocument, MongoClient } from 'mongodb';
import Redis from 'ioredis';
import { EmulatedBand } from '../support/emulated-band';

const SERVICES = ['auth', 'core', 'chat-socket', 'band-sync'];
const CLUB = { EMULATOR_MEMBERS: '20', EMULATOR_POSTS: '40', EMULATOR_ALBUMS: '3', EMULATOR_PHOTOS: '60' };
/** What a run notes of itself and who began it, and the log; none of it is the club's. */
const OF_THE_RUN = new Set([
  ...['band-sync.sync_runs', 'band-sync.sync_run_seen', 'band-sync.outbox'],
  ...['auth.audit_logs', 'auth.audit_heads', 'auth.inbox', 'auth.counters', 'auth.log_entries'],
]);
/** BAND's tokens, of the emulator. */
const TOKEN = /ZQAAA[\w-]{20}/;

interface Written {
  what: string;
  id: string;
  event?: string;
}

/** The whole platform behind a sync, with everything that any service writes counted by the database itself. */
describe('what a sync writes', () => {
  let platform: Platform;
  let band: EmulatedBand;
  let client: MongoClient;
  let operator: ApiClient;

  beforeAll(async () => {
    platform = await Platform.start({
      services: { 'band-emulator': 1, auth: 1, core: 1, 'chat-socket': 1, 'band-sync': 1, gateway: 1 },
      env: {
        '*': { LOG_LEVEL: 'debug' },
        'band-emulator': CLUB,
        'band-sync': { SYNC_INTERVAL_MS: '0', BAND_RETRY_UNIT_MS: '10' },
      },
    });
    band = new EmulatedBand(platform);
    client = await new MongoClient(platform.mongodbUri).connect();
    operator = await platform.signIn('operator');
    await platform.whenSynced();
    await settled();
  }, 300_000);
  afterAll(async () => {
    await client?.close();
    await platform?.stop();
  }, 60_000);

  const rows = (service: string, name: string) => client.db(platform.database(service)).collection(name);
  /** Nothing that was told is still on its way. */
  const settled = (): Promise<unknown> =>
    until(
      async () => {
        const open = SERVICES.map((service) => rows(service, 'outbox').countDocuments({ open: true }));
        return (await Promise.all(open)).every((count) => count === 0);
      },
      'everything that was told has arrived',
      { withinMs: 180_000, everyMs: 100 },
    );
  const run = async (): Promise<Record<string, unknown>> => {
    const begun = await operator.post<{ run: { id: string } }>('/admin/sync-runs');
    expect(begun.status).toBe(201);
    const path = `/admin/sync-runs/${begun.data.run.id}`;
    const ended = await until(
      async () => {
        const { data } = await operator.get<{ run: Record<string, unknown> }>(path);
        return ['queued', 'running'].includes(String(data.run.status)) ? undefined : data.run;
      },
      'the run ended',
      { withinMs: 90_000, everyMs: 200 },
    );
    await settled();
    return ended;
  };
  /** Every write of every service while `work` is done, in the order of the server. */
  async function written(work: () => Promise<unknown>): Promise<Written[]> {
    const names = new Map(SERVICES.map((service) => [platform.database(service), service]));
    const end = `${platform.prefix}_end`;
    const stream = client.watch([{ $match: { 'ns.db': { $in: [...names.keys(), end] } } }]);
    const seen: Written[] = [];
    try {
      await stream.tryNext();
      await work();
      await client.db(end).collection('end').insertOne({});
      for await (const change of stream as AsyncIterable<ChangeStreamDocument>) {
        if (!('ns' in change) || !('documentKey' in change)) continue;
        const { db, coll } = change.ns as { db: string; coll: string };
        if (db === end) break;
        const full = 'fullDocument' in change ? (change.fullDocument as { name?: string } | undefined) : undefined;
        const id = String(change.documentKey?._id);
        seen.push({ what: `${names.get(db)}.${coll}`, id, ...(full?.name && { event: full.name }) });
      }
      return seen;
    } finally {
      await stream.close();
      await client.db(end).dropDatabase();
    }
  }
  /** Writes by collection. */
  const ofTheClub = (all: Written[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { what } of all) if (!OF_THE_RUN.has(what)) counts[what] = (counts[what] ?? 0) + 1;
    return counts;
  };
  const told = (all: Written[]): string[] =>
    all.flatMap(({ what, event }) => (what === 'band-sync.outbox' && event ? [event] : [])).sort();

  /** Everything that the platform keeps in Redis, as text. */
  async function inRedis(): Promise<string[]> {
    const redis = new Redis(platform.redisUrl);
    try {
      const texts: string[] = [];
      for await (const keys of redis.scanStream({ match: `*${platform.prefix}*`, count: 500 }) as AsyncIterable<
        string[]
      >) {
        for (const key of keys) {
          const type = await redis.type(key);
          if (type === 'string') texts.push(`${key} ${await redis.get(key)}`);
          if (type === 'hash') texts.push(`${key} ${JSON.stringify(await redis.hgetall(key))}`);
          if (type === 'stream') texts.push(`${key} ${JSON.stringify(await redis.xrange(key, '-', '+'))}`);
        }
      }
      expect(texts.length).toBeGreaterThan(0);
      return texts;
    } finally {
      redis.disconnect();
    }
  }

  it('is nothing at all, in any service, when nothing changed', async () => {
    const all = await written(async () => {
      const ended = await run();
      expect(ended).toMatchObject({ status: 'succeeded', warnings: [] });
      for (const kind of Object.values(ended.counts as Record<string, object>)) {
        expect(kind).toMatchObject({ new: 0, changed: 0, gone: 0 });
      }
    });
    expect(ofTheClub(all)).toEqual({});
    expect(told(all)).toEqual(['band-sync.audit.recorded']);
    expect(all.filter(({ what }) => what === 'band-sync.sync_runs').length).toBeLessThan(12);
  }, 300_000);

  it('is exactly what changed, after ten changes', async () => {
    const shown = async (name: string): Promise<string[]> =>
      (await rows('band-sync', name).find({ is_deleted: false }).sort({ _id: 1 }).limit(9).toArray()).map(
        ({ _id, key }) => String(key ?? _id),
      );
    const [posts, comments, photos, [album]] = (await Promise.all(
      ['post_mirrors', 'comment_mirrors', 'photos', 'albums'].map(shown),
    )) as [string[], string[], string[], string[]];
    const person = (await band.members()).at(-1);
    await band.change({
      posts: {
        add: [{ content: '새 글 하나' }, { content: '새 글 둘' }],
        edit: [{ post_key: posts[0], content: '고친 글' }],
        remove: [posts[5]],
      },
      comments: { edit: [{ comment_key: comments[0], content: '고친 댓글' }] },
      photos: { add: [{ photo_album_key: album }, { photo_album_key: album }], remove: [photos[3]] },
      albums: { add: [{ name: '새 앨범' }] },
      members: { edit: [{ user_key: person?.user_key, name: '바뀐 이름' }] },
    });
    const all = await written(run);
    const counts = (await rows('band-sync', 'sync_runs').findOne({}, { sort: { _id: -1 } }))?.counts;
    expect(counts).toMatchObject({
      posts: { new: 2, changed: 1, gone: 1 },
      photos: { new: 2, changed: 0, gone: 1 },
      albums: { new: 1, changed: 0, gone: 0 },
    });
    const of = (what: string): string[] => [...new Set(all.filter((one) => one.what === what).map(({ id }) => id))];
    expect(of('band-sync.post_mirrors')).toHaveLength(4);
    expect(of('band-sync.photos')).toHaveLength(3);
    expect(told(all).filter((name) => name === 'band-sync.post.changed')).toHaveLength(4);
    const inCore = (keys: string[]) =>
      rows('core', 'posts')
        .find({ band_post_key: { $in: keys } })
        .toArray();
    const changed = await inCore(of('band-sync.post_mirrors'));
    // The tombstone has no words left.
    expect(changed.map(({ content }) => content as string).sort()).toEqual(
      ['', '고친 글', '새 글 둘', '새 글 하나'].sort(),
    );
    // A comment that changes is noted with its post; comments by who has no key there are told by their names.
    const spoken = await rows('band-sync', 'comment_mirrors')
      .find({ _id: { $in: of('band-sync.comment_mirrors') as never[] } })
      .toArray();
    expect(spoken.map(({ _id }) => String(_id))).toContain(comments[0]);
    const touched = await inCore(spoken.map(({ post_key }) => post_key as string));
    const allowed = new Set([...changed, ...touched].map(({ _id }) => String(_id)));
    expect(of('core.posts').filter((id) => !allowed.has(id))).toEqual([]);
    expect(changed.map(({ _id }) => String(_id)).filter((id) => !of('core.posts').includes(id))).toEqual([]);
    expect(of('auth.accounts').length).toBeLessThanOrEqual(1);
    // And then nothing again.
    expect(ofTheClub(await written(run))).toEqual({});
  }, 360_000);

  it('is never an access token: not in a log line, an answer, a record or Redis, whatever BAND did', async () => {
    const answers: string[] = [];
    for (const kind of ['unauthorized', 'drop', 'nonsense', 'server_error', 'truncated', 'redirect', 'user_quota']) {
      const location = 'http://127.0.0.1:9/?access_token=mine';
      await band.faults({ kind, location, ...(kind === 'unauthorized' && { times: 1 }) });
      answers.push(JSON.stringify(await run()));
    }
    await band.faults();
    answers.push(JSON.stringify(await run()));
    expect(answers.at(-1)).toContain('succeeded');
    expect(answers.join()).not.toMatch(TOKEN);
    for (const process of platform.processes) {
      if (process.service === 'band-emulator') continue;
      expect([process.service, process.lines.filter((line) => TOKEN.test(line))]).toEqual([process.service, []]);
    }
    // Nothing of what it said was dropped before it was looked at.
    expect(platform.of('band-sync')[0]?.lines.length).toBeLessThan(2_000);
    let read = 0;
    for (const service of SERVICES) {
      for (const { name } of await client.db(platform.database(service)).listCollections().toArray()) {
        const found: string[] = [];
        for await (const row of rows(service, name).find()) {
          read += 1;
          if (TOKEN.test(JSON.stringify(row))) found.push(String(row._id));
        }
        expect([service, name, found]).toEqual([service, name, []]);
      }
    }
    expect(read).toBeGreaterThan(500);
    expect((await inRedis()).filter((text) => TOKEN.test(text))).toEqual([]);
    const connection = await rows('band-sync', 'band_connections').findOne();
    expect(String(connection?.secret)).toMatch(/^\S{60,}$/);
  }, 420_000);
});
