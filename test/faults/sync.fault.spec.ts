import { Platform, type ServiceProcess, until } from '@dongbaejul/testing';
import { type Db, type Document, MongoClient } from 'mongodb';
import { EmulatedBand } from '../support/emulated-band';

const LONG = Boolean(process.env.FAULTS_LONG);
const CLUB = LONG ? { posts: 400, photos: 600 } : { posts: 80, photos: 200 };
/** Into so many parts a run is cut by its calls to BAND; in each, at a random point, whoever works on it is killed. */
const KILLS = LONG ? 10 : 2;
/** Reading albums and photos takes few calls: there somebody is killed by the phase the run is in. */
const THEN_IN = LONG ? ['albums', 'albums', 'photos', 'photos', 'photos', 'photos'] : ['albums', 'photos'];
const PHASES = ['posts', 'gone', 'albums', 'photos'];
/** BAND answers after this long, so that a run is long enough to be met in. */
const BAND_TAKES_MS = LONG ? 250 : 40;
const SEED = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000);
const AWAY_MS = 12_000;

type Rows = Record<string, unknown>[];

/** A platform after its first sync, and what its databases then hold. */
class Club {
  private constructor(
    readonly platform: Platform,
    private readonly client: MongoClient,
  ) {}

  static async start(replicas: number): Promise<Club> {
    const platform = await Platform.start({
      services: { 'band-emulator': 1, auth: 1, core: 1, 'band-sync': replicas },
      env: {
        'band-emulator': {
          EMULATOR_MEMBERS: '60',
          EMULATOR_POSTS: String(CLUB.posts),
          EMULATOR_ALBUMS: '12',
          EMULATOR_PHOTOS: String(CLUB.photos),
        },
        'band-sync': { SYNC_INTERVAL_MS: '0' },
      },
    });
    return new Club(platform, await new MongoClient(platform.mongodbUri).connect());
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.platform.stop();
  }

  db(service: string): Db {
    return this.client.db(this.platform.database(service));
  }

  get band(): EmulatedBand {
    return new EmulatedBand(this.platform);
  }

  run(): Promise<Document | null> {
    return this.db('band-sync')
      .collection('sync_runs')
      .findOne({}, { sort: { _id: -1 } });
  }

  /** The process that took up the active run last. */
  async holder(): Promise<ServiceProcess | undefined> {
    const id = String((await this.run())?._id);
    const held = this.platform.of('band-sync').flatMap((process) => {
      const last = process.entries().findLast((entry) => entry.run_id === id && entry.msg !== 'sync was asked for');
      return process.running && last && last.msg !== 'sync ends' ? [{ process, at: String(last.timestamp) }] : [];
    });
    return held.sort((a, b) => a.at.localeCompare(b.at)).at(-1)?.process;
  }

  /** The run has ended, and nothing that it told is still on its way. */
  async settled(): Promise<Document> {
    const run = await until(
      async () => {
        const newest = await this.run();
        return newest?.active ? undefined : newest;
      },
      'the run ended',
      { withinMs: 240_000, everyMs: 100 },
    );
    const sync = this.db('band-sync');
    await until(
      async () => (await sync.collection('outbox').countDocuments({ open: true })) === 0,
      'core and auth know what the run told',
      { withinMs: 300_000, everyMs: 200 },
    );
    const accounts = await this.db('auth')
      .collection('accounts')
      .countDocuments({ bandUserKey: { $gt: '' } });
    for (const service of ['band-sync', 'core']) {
      await until(
        async () => (await this.db(service).collection('members').countDocuments()) >= accounts,
        `${service} knows the members`,
        { withinMs: 60_000, everyMs: 200 },
      );
    }
    return run as Document;
  }

  /** Everything that the sync brings, in all services, by BAND's keys instead of our ids. */
  async state(): Promise<Record<string, Rows>> {
    const [sync, auth, core] = ['band-sync', 'auth', 'core'].map((name) => this.db(name)) as [Db, Db, Db];
    const accounts = await auth
      .collection('accounts')
      .find({ bandUserKey: { $type: 'string' } })
      .toArray();
    const keys = new Map(accounts.map(({ _id, bandUserKey }) => [String(_id), String(bandUserKey)]));
    const posts = await core.collection('posts').find({ source: 'band' }).toArray();
    const comments = await core
      .collection('comments')
      .find({ band_comment_key: { $type: 'string' } })
      .toArray();
    const albums = await sync.collection('albums').find().toArray();
    const photos = await sync.collection('photos').find().toArray();
    const names = new Map<string, string>([
      ...keys,
      ...posts.map(({ _id, band_post_key }) => [String(_id), String(band_post_key)] as const),
      ...comments.map(({ _id, band_comment_key }) => [String(_id), String(band_comment_key)] as const),
      ...albums.map(({ _id, key }) => [String(_id), String(key)] as const),
      ...photos.map(({ _id, key }) => [String(_id), String(key)] as const),
    ]);
    const all = {
      accounts,
      posts,
      comments,
      albums,
      photos,
      known: await sync.collection('known_members').find().toArray(),
      postMirrors: await sync.collection('post_mirrors').find().toArray(),
      commentMirrors: await sync.collection('comment_mirrors').find().toArray(),
      directory: await sync
        .collection('members')
        .find({ _id: { $in: [...keys.keys()] as never[] } })
        .toArray(),
      members: await core
        .collection('members')
        .find({ _id: { $in: [...keys.keys()] as never[] } })
        .toArray(),
    };
    return Object.fromEntries(Object.entries(all).map(([name, rows]) => [name, comparable(rows as Rows, names)]));
  }
}

/** Of our own making, or of the moment (how many comments came together): they differ between any two clubs. */
const OWN = new Set([
  ...['username', 'usernameKey', 'searchText', 'searchGrams', 'createdAt', 'updatedAt', 'lastSeenAt', 'changed_at'],
  ...[
    'first_run',
    'hash',
    'synced_at',
    'updated_at',
    'pending_events',
    'lastTokenAt',
    'event_version',
    'username_key',
    'version_at',
    'last_activity_at',
  ],
]);

/** Rows with BAND's keys in place of our ids and without the emulator's port, in an order of their own. */
function comparable(rows: Rows, names: ReadonlyMap<string, string>): Rows {
  const plain = (value: unknown): unknown => {
    if (value instanceof Date) return value.toISOString();
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value === 'string') return (names.get(value) ?? value).replace(/(127\.0\.0\.1|localhost):\d+/g, '$1');
    if (typeof value !== 'object' || value === null) return value;
    if ('_bsontype' in value) return names.get(String(value)) ?? 'ours';
    const fields = Object.entries(value).filter(([field]) => !OWN.has(field));
    return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([field, of]) => [field, plain(of)]));
  };
  const sorted = rows.map((row) => plain(row) as Record<string, unknown>);
  return sorted.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** The same points for the same seed (mulberry32). */
function pointsWithin(calls: number): number[] {
  let state = SEED;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return Array.from({ length: KILLS }, (_, part) => Math.floor(((part + random()) * calls) / KILLS));
}

/** Kill -9 at any point of a run, three replicas: the end is that of a run that nobody disturbed. */
describe('a sync run whose holders are killed', () => {
  let undisturbed: Record<string, Rows>;
  let calls: number;
  /** Not waited for: meanwhile the next one may die as well. */
  const restarts: Promise<unknown>[] = [];

  beforeAll(async () => {
    const club = await Club.start(1);
    try {
      expect(await club.settled()).toMatchObject({ status: 'succeeded' });
      undisturbed = await club.state();
      calls = await club.band.allCalls();
    } finally {
      await club.stop();
    }
  }, 600_000);

  /** Kills whoever works on the run once it is there. @returns where the run was */
  async function killAt(club: Club, point: number | string): Promise<{ phase: string; asked: number } | 'ended'> {
    return until(
      async () => {
        const run = await club.run();
        if (run && !run.active) return 'ended';
        const asked = await club.band.allCalls();
        const isThere =
          typeof point === 'number' ? asked >= point : PHASES.indexOf(String(run?.phase)) >= PHASES.indexOf(point);
        if (!isThere || run?.status !== 'running' || Date.parse(String(run?.lease_until)) <= Date.now())
          return undefined;
        const victim = await club.holder();
        if (!victim) return undefined;
        await victim.kill();
        restarts.push(victim.restart());
        return { phase: String(run?.phase), asked };
      },
      `somebody works on the run at ${point}, of ${calls} calls`,
      { withinMs: 120_000 + AWAY_MS, everyMs: 5 },
    );
  }

  it(`ends in the same state as one that nobody disturbed (seed ${SEED})`, async () => {
    const club = await Club.start(3);
    const killed: { phase: string; asked: number }[] = [];
    try {
      await club.band.faults({ kind: 'delay', delay_ms: BAND_TAKES_MS });
      for (const point of [...pointsWithin(calls), ...THEN_IN]) {
        const at = await killAt(club, point);
        if (at === 'ended') break;
        killed.push(at);
      }
      await Promise.all(restarts);
      const run = await club.settled();
      expect(run).toMatchObject({ status: 'succeeded', error: null });
      expect(run.counts).toMatchObject({ posts: { seen: CLUB.posts }, photos: { seen: CLUB.photos } });
      if (LONG) process.stdout.write(`${JSON.stringify({ seed: SEED, calls, killed, fence: run.fence as number })}\n`);
      expect(killed.length).toBeGreaterThanOrEqual(LONG ? 10 : 2);
      const state = await club.state();
      for (const [name, rows] of Object.entries(undisturbed)) {
        expect([name, rows.length]).not.toEqual([name, 0]);
        expect({ [name]: state[name] }).toEqual({ [name]: rows });
      }
    } finally {
      await club.stop();
    }
  }, 900_000);
});
