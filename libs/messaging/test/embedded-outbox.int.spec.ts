import { randomUUID } from 'node:crypto';
import { getModelToken, MongooseModule } from '@nestjs/mongoose';
import { Model, Schema, Types } from 'mongoose';
import { where } from '@dongbaejul/persistence';
import { EmbeddedEvent, embeddedOutboxIndex, EmbeddedOutbox, PENDING_EVENTS, Relay } from '@dongbaejul/messaging';
import type { OutboxRow } from '../src/events/outbox-row';
import { newPrefix, Running, startTelling, until } from './support';

interface Post {
  _id: Types.ObjectId;
  like_count: number;
  likers: string[];
  version: number;
  pending_events?: EmbeddedEvent[];
}

const schema = new Schema<Post>({
  like_count: { type: Number, default: 0 },
  likers: [String],
  version: { type: Number, default: 0 },
  pending_events: PENDING_EVENTS,
});
const LIKED = { kind: 'like_received', delta: 1 } as const;

describe('events embedded in the document they tell of', () => {
  let core: Running;
  let posts: Model<Post>;
  let embedded: EmbeddedOutbox;
  let post: Post;
  const outbox = () => core.mongo.db.collection<OutboxRow>('outbox');
  const told = (): Promise<OutboxRow[]> =>
    outbox()
      .find({ aggregate_id: String(post._id) })
      .sort({ version: 1 })
      .toArray();
  const pending = async (): Promise<number> =>
    (await posts.findById(post._id).select('+pending_events').lean())?.pending_events?.length ?? 0;

  beforeAll(async () => {
    const imports = [MongooseModule.forFeature([{ name: 'Post', schema }])];
    core = await startTelling({
      service: 'core',
      prefix: newPrefix(),
      dbName: `test_${randomUUID().slice(0, 8)}`,
      imports,
    });
    posts = core.app.get<Model<Post>>(getModelToken('Post'));
    embedded = core.app.get(EmbeddedOutbox);
    embedded.collectFrom(posts as unknown as Model<unknown>);
    await embeddedOutboxIndex(core.mongo.db, 'posts');
  });
  afterAll(() => core.stop());
  beforeEach(async () => {
    post = (await posts.create({})).toObject();
  });

  const like = (liker: string): Promise<unknown> =>
    posts.updateOne(
      { _id: post._id, likers: where.ne(liker) },
      {
        $inc: { like_count: 1 },
        $push: {
          likers: liker,
          ...embedded.push('core.activity.recorded', {
            aggregateId: String(post._id),
            payload: { member_id: 'm', ...LIKED },
          }),
        },
      },
    );

  it('are told once for each change, however many at once', async () => {
    const likers = Array.from({ length: 200 }, (_, i) => `u${i % 100}`);
    const startedAt = Date.now();
    await Promise.all(likers.map(like));
    process.stdout.write(`200 concurrent likes by 100 people, events embedded: ${Date.now() - startedAt} ms\n`);
    await until('all are told', async () => (await pending()) === 0 && (await told()).length >= 100);
    expect(await told()).toHaveLength(100);
    expect(await posts.findById(post._id).lean()).toMatchObject({ like_count: 100 });
  });

  it('are told once when the relay dies between copying and clearing, and by many relays at once', async () => {
    core.app.get(Relay).nudge();
    await like('u1');
    const held = await posts.findById(post._id).select('+pending_events').lean();
    await until('it is told', async () => (await told()).length === 1 && (await pending()) === 0);
    // As if the clearing had not happened.
    const events = held?.pending_events?.length ? held.pending_events : [await again()];
    await posts.collection.updateOne({ _id: post._id }, { $set: { pending_events: events } } as never);
    await Promise.all(Array.from({ length: 5 }, () => embedded.collect()));
    expect([(await told()).length, await pending()]).toEqual([1, 0]);
  });

  /** The event as it was embedded, from what was told. */
  async function again(): Promise<EmbeddedEvent> {
    const [row] = await told();
    const { _id, name, aggregate_id, version, occurred_at, trace_id, payload } = row as OutboxRow;
    return { _id, name, aggregate_id, version, occurred_at, trace_id, payload };
  }

  it('carry the version and the state that the change made', async () => {
    const change = (): Promise<unknown> =>
      posts.updateOne(
        { _id: post._id },
        [
          { $set: { like_count: { $add: ['$like_count', 1] } } },
          ...embedded.stages('core.activity.recorded', {
            aggregateId: String(post._id),
            payload: { member_id: '$not_a_field', kind: 'like_received' },
            computed: { delta: '$like_count' },
          }),
        ] as never,
        { updatePipeline: true },
      );
    await Promise.all(Array.from({ length: 10 }, change));
    await until('all are told', async () => (await told()).length === 10);
    expect((await told()).map(({ version, payload }) => [version, payload])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i + 1, { member_id: '$not_a_field', kind: 'like_received', delta: i + 1 }]),
    );
  });

  it('are found by an index that holds only documents with events', async () => {
    const plan = await core.mongo.db
      .collection('posts')
      .find({ 'pending_events._id': { $exists: true } })
      .explain('executionStats');
    expect(JSON.stringify(plan.queryPlanner)).toContain('IXSCAN');
    await until('none is pending', async () => (await pending()) === 0);
    const { executionStats } = (await core.mongo.db
      .collection('posts')
      .find({ 'pending_events._id': { $exists: true } })
      .explain('executionStats')) as { executionStats: { totalKeysExamined: number } };
    expect(executionStats.totalKeysExamined).toBe(0);
  });

  it('need a field in the schema, and an event of their own service', () => {
    const bare = core.mongo.connection.model('Bare', new Schema({ a: String }));
    expect(() => embedded.collectFrom(bare as unknown as Model<unknown>)).toThrow('pending_events');
    expect(() => embedded.push('auth.member.changed', { aggregateId: 'x', payload: {} as never })).toThrow(
      "not core's",
    );
  });
});
