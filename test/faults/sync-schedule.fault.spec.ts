import { Platform, type ServiceProcess, until } from '@dongbaejul/testing';
import { type Db, MongoClient } from 'mongodb';

const LONG = Boolean(process.env.FAULTS_LONG);
const TICKS = LONG ? 60 : 8;
const EVERY_MS = 2_000;
const CLUB = { posts: 120, photos: 300 };

/** three replicas, ticks in quick succession, and whoever works on a run is killed again and again. */
describe('the sync schedule on three replicas', () => {
  let platform: Platform;
  let client: MongoClient;
  let db: Db;

  beforeAll(async () => {
    platform = await Platform.start({
      services: { 'band-emulator': 1, auth: 1, core: 1, 'band-sync': 3 },
      env: {
        'band-emulator': {
          EMULATOR_MEMBERS: '40',
          EMULATOR_POSTS: String(CLUB.posts),
          EMULATOR_ALBUMS: '3',
          EMULATOR_PHOTOS: String(CLUB.photos),
        },
        'band-sync': { SYNC_INTERVAL_MS: String(EVERY_MS) },
      },
    });
    client = await new MongoClient(platform.mongodbUri).connect();
    db = client.db(platform.database('band-sync'));
  }, 90_000);
  afterAll(async () => {
    await client?.close();
    await platform?.stop();
  }, 30_000);

  const ticks = (): Promise<{ _id: number; outcome: string; run_id: unknown }[]> =>
    db.collection<{ _id: number; outcome: string; run_id: unknown }>('sync_ticks').find().sort({ _id: 1 }).toArray();

  /** The process that took up the active run last. */
  async function holder(): Promise<ServiceProcess | undefined> {
    const run = await db.collection('sync_runs').findOne({ active: true, status: 'running' });
    const id = run?._id.toHexString() as string | undefined;
    return platform
      .of('band-sync')
      .find((process) => process.entries().some((entry) => id !== undefined && entry.run_id === id));
  }

  it(
    'does each tick once, and what the runs bring is whole in the end',
    async () => {
      let kills = 0;
      const first = (await until(async () => (await ticks())[0], 'the first tick', { withinMs: 20_000 }))._id;
      await until(
        async () => {
          const target = kills < TICKS / 6 ? await holder() : undefined;
          if (target) {
            await target.kill();
            kills += 1;
            await target.restart();
          }
          const seen = await ticks();
          const begun = seen.filter(({ outcome }) => outcome === 'started').length;
          return (seen.at(-1)?._id ?? 0) >= first + TICKS && begun >= TICKS / 4;
        },
        'the ticks went by',
        { withinMs: TICKS * EVERY_MS * 6, everyMs: 100 },
      );
      expect(kills).toBeGreaterThan(0);

      const done = await ticks();
      const runs = await db.collection('sync_runs').find({ trigger: 'schedule' }).toArray();
      const started = done.filter(({ outcome }) => outcome === 'started').map(({ run_id }) => String(run_id));
      expect(new Set(started).size).toBe(started.length);
      const later = runs.map(({ _id }) => String(_id)).filter((id) => !started.includes(id));
      // A tick that came after the ticks were read is the only one that may be missing.
      expect(later.length).toBeLessThanOrEqual(1);

      await until(
        async () => (await db.collection('sync_runs').countDocuments({ status: 'succeeded' })) > 0,
        'a run ended well',
        { withinMs: 40_000 },
      );
      expect(await db.collection('post_mirrors').countDocuments({ is_deleted: false })).toBe(CLUB.posts);
      expect(await db.collection('photos').countDocuments({ is_deleted: false })).toBe(CLUB.photos);
      expect(await db.collection('outbox').countDocuments({ name: 'band-sync.post.changed' })).toBe(CLUB.posts);
      process.stdout.write(
        `\n${done.length} ticks, ${started.length} began a run, ${started.length - new Set(started).size} of them twice, ${kills} kills\n`,
      );
      const failed = await db.collection('sync_runs').find({ status: 'failed' }).toArray();
      expect(failed.map(({ error }) => (error as { code: string }).code)).toEqual([]);
    },
    TICKS * EVERY_MS * 6 + 60_000,
  );
});
