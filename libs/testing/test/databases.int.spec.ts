import { MongoClient } from 'mongodb';
import { randomBytes } from 'node:crypto';
import { giveBackDatabase, takeDatabase } from '../src';

/** Of migrations, and whether it writes rows: then the next service runs it again. */
const APPLIED = ['core-0001-posts-and-comments', 'core-0009-games'];

describe('a database for one test file', () => {
  const kind = `some-${randomBytes(4).toString('hex')}`;
  const client = new MongoClient(process.env.TEST_MONGODB_URI ?? '');
  afterAll(() => client.close());

  const filled = async (rows: number): Promise<string> => {
    const name = takeDatabase(kind);
    const db = client.db(name);
    await db.collection('posts').createIndex({ title: 1 }, { unique: true });
    await db.collection('posts').insertMany(Array.from({ length: rows }, (_, title) => ({ title })));
    await db.collection<{ _id: string }>('migrations').insertMany(APPLIED.map((_id) => ({ _id })));
    return name;
  };

  it('is nobody else’s until it is given back, then empty, with its indexes', async () => {
    const name = await filled(3);
    expect(name).toMatch(/^some_[0-9a-f]{8}_[0-9a-f]{8}$/);
    expect(takeDatabase(kind)).not.toBe(name);
    await giveBackDatabase(kind, name);
    expect(takeDatabase(kind)).toBe(name);
    expect(takeDatabase(kind)).not.toBe(name);
    const db = client.db(name);
    expect(await db.collection('posts').countDocuments()).toBe(0);
    expect(await db.collection('posts').indexExists('title_1')).toBe(true);
    const applied = await db.collection('migrations').find().toArray();
    expect(applied).toEqual([{ _id: APPLIED[0] }]);
  });

  it('is dropped where emptying would take longer', async () => {
    const name = await filled(2_100);
    await giveBackDatabase(kind, name);
    expect(takeDatabase(kind)).not.toBe(name);
    expect(await client.db(name).listCollections().toArray()).toEqual([]);
  });
});
