import { getModelToken, MongooseModule } from '@nestjs/mongoose';
import { Model, Schema } from 'mongoose';
import { ListQuery, paginate, SortOrder, where } from '@dongbaejul/persistence';
import { encodeCursor } from '../src/lists/cursor';
import { Running, start } from './support';

interface Post {
  at: Date;
  likes: number;
  room: string;
}

const schema = new Schema<Post>({ at: Date, likes: Number, room: String });

describe('lists', () => {
  let running: Running;
  let posts: Model<Post>;
  const page = (query: Partial<ListQuery>, sort: SortOrder = { at: -1, _id: -1 }, room = 'a') =>
    paginate(posts, { query, filter: { room: where.eq(room) }, sort });

  beforeAll(async () => {
    running = await start({ imports: [MongooseModule.forFeature([{ name: 'Post', schema }])] });
    posts = running.app.get<Model<Post>>(getModelToken('Post'));
    // Many share a moment and a number of likes: only _id tells them apart.
    const rows = Array.from({ length: 45 }, (_, i) => ({
      at: new Date(1e12 + (i % 4) * 1000),
      likes: i % 3,
      room: 'a',
    }));
    await posts.insertMany([...rows, { at: new Date(), likes: 9, room: 'b' }]);
  });
  afterAll(() => running.stop());

  it.each<[string, SortOrder]>([
    ['newest first', { at: -1, _id: -1 }],
    ['mixed directions', { likes: -1, at: 1, _id: 1 }],
    ['by _id alone', { _id: 1 }],
  ])('shows each row once by cursor, in the order of pages: %s', async (_name, sort) => {
    const byCursor: string[] = [];
    let after: string | undefined;
    do {
      const { items, next_cursor } = await page({ limit: 7, ...(after && { after }) }, sort);
      byCursor.push(...items.map((row) => String((row as unknown as { _id: unknown })._id)));
      after = next_cursor;
    } while (after);
    const whole = await posts.find({ room: 'a' }).sort(sort).lean();
    expect(byCursor).toEqual(whole.map((row) => String(row._id)));
  });

  it('counts exactly and knows its pages', async () => {
    const second = await page({ page: 2, limit: 20 });
    expect(second.pagination).toEqual({ total: 45, page: 2, pages: 3, limit: 20 });
    expect(second.items).toHaveLength(20);
    expect((await page({ page: 3, limit: 20 })).next_cursor).toBeUndefined();
    expect((await page({ size: 5 })).items).toHaveLength(5);
  });

  it('says that a total past 10,000 is a floor', async () => {
    await posts.insertMany(Array.from({ length: 10_001 }, () => ({ at: new Date(), likes: 0, room: 'big' })));
    const { pagination } = await page({}, { _id: -1 }, 'big');
    expect(pagination).toMatchObject({ total: 10_000, total_is_floor: true });
    await posts.deleteOne({ room: 'big' });
    const { pagination: exact } = await page({}, { _id: 1 }, 'a');
    expect(exact).not.toHaveProperty('total_is_floor');
  });

  it.each(['junk', '', 'W10', Buffer.from('["x",{"$gt":""}]').toString('base64url')])(
    'refuses %j as a cursor',
    async (after) => {
      await expect(page({ after })).rejects.toMatchObject({ code: 'INVALID_INPUT', details: { after: {} } });
    },
  );

  it.each<[string, SortOrder]>([
    ['oldest first', { at: 1, _id: 1 }],
    ['newest first', { at: -1, _id: -1 }],
  ])('reads of a deep page no more than its rows, though first pages set the plan: %s', async (_name, sort) => {
    const rows = Array.from({ length: 3_000 }, (_, i) => ({ at: new Date(1e12 + i * 1000), room: 'deep' }));
    await posts.collection.createIndex({ room: 1, at: 1, _id: 1 });
    await posts.insertMany(rows);
    const after = async (depth: number): Promise<string> => {
      const row = await posts.findOne({ room: 'deep' }).sort(sort).skip(depth).lean();
      return encodeCursor(posts.collection.collectionName, sort, row as object);
    };
    const [start, deep] = [await after(0), await after(2_500)];
    for (let i = 0; i < 4; i += 1) await page({ after: start }, sort, 'deep');
    await running.mongo.db.setProfilingLevel('all');
    const { items } = await page({ after: deep }, sort, 'deep');
    await running.mongo.db.setProfilingLevel('off');
    await posts.deleteMany({ room: 'deep' });
    const [seen] = await running.mongo.db
      .collection('system.profile')
      .find({ 'command.find': posts.collection.collectionName })
      .sort({ $natural: -1 })
      .toArray();
    expect(items).toHaveLength(20);
    expect(seen).toMatchObject({ nreturned: 21 });
    expect(seen?.keysExamined).toBeLessThanOrEqual(25);
    // It would be, had the remembered plan read the list from its beginning.
    expect(seen).not.toHaveProperty('replanned');
  });

  it('counts a whole collection by an index, without reading its rows', async () => {
    await running.mongo.db.setProfilingLevel('all');
    const { pagination } = await paginate(posts, { query: { limit: 1 }, filter: {}, sort: { _id: -1 } });
    await running.mongo.db.setProfilingLevel('off');
    expect(pagination.total).toBe(Math.min(10_000, await posts.countDocuments()));
    const [seen] = await running.mongo.db
      .collection('system.profile')
      .find({ 'command.count': posts.collection.collectionName })
      .sort({ $natural: -1 })
      .toArray();
    expect(seen).toMatchObject({ planSummary: 'COUNT_SCAN { _id: 1 }', docsExamined: 0 });
  });

  it('refuses a cursor of another order, and a page that is too deep', async () => {
    const { next_cursor: after } = await page({ limit: 5 });
    await expect(page({ after }, { likes: 1, _id: 1 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(page({ page: 501, limit: 20 })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { page: {} },
    });
  });
});
