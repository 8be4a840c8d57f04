import type { Migration } from '@dongbaejul/persistence';
import mongoose, { mongo } from 'mongoose';
import { randomBytes } from 'node:crypto';
import { publications } from '../migrations/0012-publications';
import { publicationsInDoubt } from '../migrations/0015-publications-in-doubt';
import { onePublicationOfAPost } from '../migrations/0017-one-publication-of-a-post';

/** What earlier releases left, and what becomes of it. */
describe('the migrations of publications', () => {
  let client: mongo.MongoClient;
  let db: mongo.Db;
  const lease = { signal: new AbortController().signal };
  const up = (migration: Migration): Promise<void> => migration.up(db as never, client as never, lease);

  beforeAll(async () => {
    client = await new mongoose.mongo.MongoClient(process.env.TEST_MONGODB_URI ?? '').connect();
  });
  afterAll(() => client?.close());
  beforeEach(async () => {
    db = client.db(`band_migrations_${randomBytes(4).toString('hex')}`);
    await up(publications);
  });
  afterEach(() => db.dropDatabase());

  const rows = (): mongo.Collection<mongo.Document & { _id: string }> => db.collection('publications');
  const all = (): Promise<mongo.Document[]> => rows().find().sort({ _id: 1 }).toArray();

  it('0015 takes the time of the next turn from those that failed, and from no other', async () => {
    const next_at = new Date(5);
    const states = ['queued', 'posting', 'published', 'failed', 'unknown', 'left'];
    const before = states.map((state) => ({ _id: state, live: state, state, next_at, waits: 2 }));
    await rows().insertMany([...before, { _id: 'failed before that', state: 'failed' } as never]);
    const { next_at: _gone, ...failed } = before.find(({ state }) => state === 'failed') as (typeof before)[number];
    const expected = [...before.filter(({ state }) => state !== 'failed'), failed];
    for (let time = 1; time <= 2; time += 1) {
      await up(publicationsInDoubt);
      expect(await all()).toEqual(
        [...expected, { _id: 'failed before that', state: 'failed' }].sort((a, b) => (a._id < b._id ? -1 : 1)),
      );
    }
  });

  it('0017 leaves each post at BAND to the first that had it, and has the others looked for', async () => {
    const published = { state: 'published', waits: 3, next_at: new Date(5) };
    await rows().insertMany([
      { _id: 'alone', ...published, live: 'a', band_post_key: 'k1', published_at: new Date(1) },
      { _id: 'later', ...published, live: 'b', band_post_key: 'k2', published_at: new Date(3) },
      { _id: 'left before', ...published, band_post_key: 'k2', published_at: new Date(4) },
      { _id: 'first', ...published, live: 'c', band_post_key: 'k2', published_at: new Date(2) },
      { _id: 'queued', state: 'queued', live: 'd', band_post_key: null, published_at: null },
    ]);
    const asOthers = { band_post_key: null, published_at: null, waits: 0, next_at: expect.any(Date) };
    for (let time = 1; time <= 2; time += 1) {
      await up(onePublicationOfAPost);
      expect(await all()).toEqual([
        { _id: 'alone', ...published, live: 'a', band_post_key: 'k1', published_at: new Date(1), post_keys: ['k1'] },
        { _id: 'first', ...published, live: 'c', band_post_key: 'k2', published_at: new Date(2), post_keys: ['k2'] },
        { _id: 'later', ...asOthers, state: 'posting', live: 'b' },
        { _id: 'left before', ...asOthers, state: 'left' },
        { _id: 'queued', state: 'queued', live: 'd', band_post_key: null, published_at: null },
      ]);
    }
    const second = rows().insertOne({ _id: 'second', post_keys: ['new', 'k2'] });
    await expect(second).rejects.toThrow(/one_publication_of_a_post/);
    expect((await rows().findOne({ _id: 'later' }))?.next_at.getTime()).toBeGreaterThan(5);
  });
});
