import { registry } from '@dongbaejul/service-kit';
import { until } from '@dongbaejul/testing';
import { mongo } from 'mongoose';
import { RunLeases } from '../src/sync-runs/run-leases.repository';
import { World } from './support/world';

jest.setTimeout(60_000);

/** Of jest's clock only the date is wanted. */
const NOT_DATE = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

describe('a sync run', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    await world.connect();
  });
  afterAll(() => world?.stop());

  it('brings members, posts and comments, with one event for each', async () => {
    // The album alone was synced before: that tells nothing of the posts.
    const album = { status: 'succeeded', scope: 'photos', created_at: new Date(0), ended_at: new Date() };
    const { insertedId } = await world.db.collection('sync_runs').insertOne(album);
    const run = await world.runToEnd();

    const progress = { phase: 'done', posts_read: 120, posts_expected: null };
    expect(run).toMatchObject({ status: 'succeeded', error: null, progress });
    await world.db.collection('sync_runs').deleteOne({ _id: insertedId });
    expect((await world.events('post')).every(({ payload }) => payload.is_backfill === true)).toBe(true);
    expect(run.counts.posts).toEqual({ seen: 120, new: 120, changed: 0, unchanged: 0, gone: 0 });
    expect(run.counts.comments.new).toBe(run.counts.comments.seen);
    expect(run.counts.comments.new).toBeGreaterThan(0);
    expect(run.counts.members).toMatchObject({ seen: world.directory.members.size, new: world.directory.members.size });
    expect(await world.events('post')).toHaveLength(120);
    expect(await world.events('comment')).toHaveLength(run.counts.comments.new);
  });

  it('says when it began and ended, to staff and to who watches the service', async () => {
    const took = async (): Promise<[number, number]> => {
      const metric = await registry.getSingleMetric('band_sync_run_duration_seconds')?.get();
      const values = (metric?.values ?? []) as { metricName?: string; value: number; labels: { outcome?: string } }[];
      const of = (name: string): number =>
        values.find((one) => one.metricName?.endsWith(name) && one.labels.outcome === 'succeeded')?.value ?? 0;
      return [of('_count'), of('_sum')];
    };
    const [runs, seconds] = await took();
    // Each page of BAND's takes its time.
    await world.band.faults({ kind: 'delay', delay_ms: 400, endpoint: '/v2/band/posts' });
    const run = await world.runToEnd();
    await world.band.faults();
    const [created, started, ended] = [run.created_at, run.started_at, run.ended_at].map((at) => Date.parse(at ?? ''));
    expect(started).toBeGreaterThanOrEqual(created ?? NaN);
    expect(run.duration_ms).toBe((ended ?? NaN) - (started ?? NaN));
    // Three pages.
    expect(run.duration_ms).toBeGreaterThanOrEqual(1_000);
    await until(async () => (await took())[0] === runs + 1, 'it is measured');
    expect((await took())[1] - seconds).toBeGreaterThanOrEqual(1);
  });

  it('ends by the database’s clock, as it began, whatever that of its process says', async () => {
    const before = Date.now();
    const runId = new mongo.ObjectId();
    const holder = { holder: 'me', fence: 1, active: true, status: 'running' };
    // In nobody's way: an index lets one run be active.
    await world.db.collection('sync_runs').insertOne({ _id: runId, ...holder, lease_until: new Date(before + 60_000) });
    jest.useFakeTimers({ now: before - 3_600_000, doNotFake: NOT_DATE });
    try {
      await world.service.app.get(RunLeases).finish({ runId, holder: 'me', fence: 1 }, { status: 'succeeded' });
    } finally {
      jest.useRealTimers();
    }
    const row = await world.db.collection('sync_runs').findOneAndDelete({ _id: runId });
    expect((row?.ended_at as Date).getTime()).toBeGreaterThanOrEqual(before - 60_000);
  });

  it('is listed by its status', async () => {
    const list = (status: string) =>
      world.as('AUDITOR')<{ runs: { status: string }[] }>('GET', `/api/v1/admin/sync-runs?status=${status}`);
    expect((await list('succeeded')).data.runs.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
    expect((await list('failed')).data.runs).toEqual([]);
    expect(await list('nonsense')).toMatchObject({ status: 400, error: { code: 'INVALID_INPUT' } });
  });

  it('tells posts in plain words, with the ids of their authors and of those they mention', async () => {
    const events = await world.events('post');
    const names = new Map([...world.directory.members.values()].map((member) => [member.id, member.name]));
    const withAuthor = events.filter(({ payload }) => payload.author_id !== null);
    expect(withAuthor.length).toBeGreaterThan(0);
    for (const { payload, version } of withAuthor) {
      expect(version).toBe(1);
      expect(names.get(payload.author_id)).toBe(payload.author_name);
    }
    const mentions = events.flatMap(({ payload }) => payload.mentions);
    expect(mentions.length).toBeGreaterThan(0);
    expect(mentions.every((mention) => names.has(mention.member_id))).toBe(true);
    for (const { payload } of events) {
      expect(payload.content).not.toMatch(/<band:|&(amp|lt|gt|quot|#39);/);
      for (const { name } of payload.mentions) expect(payload.content).toContain(`@${name}`);
    }
  });

  it('finds nothing to write or to ask the second time', async () => {
    const before = {
      posts: await world.db.collection('post_mirrors').find().sort({ _id: 1 }).toArray(),
      comments: await world.db.collection('comment_mirrors').find().sort({ _id: 1 }).toArray(),
      events: await world.told(),
      asks: world.directory.asks,
    };

    const run = await world.runToEnd();

    expect(run).toMatchObject({ status: 'succeeded', progress: { posts_expected: 120 } });
    for (const kind of ['members', 'posts', 'comments'] as const) {
      expect(run.counts[kind]).toMatchObject({ new: 0, changed: 0, gone: 0, unchanged: run.counts[kind].seen });
    }
    expect(run.counts.posts.seen).toBe(120);
    expect(await world.db.collection('post_mirrors').find().sort({ _id: 1 }).toArray()).toEqual(before.posts);
    expect(await world.db.collection('comment_mirrors').find().sort({ _id: 1 }).toArray()).toEqual(before.comments);
    expect(await world.told()).toBe(before.events);
    expect(world.directory.asks).toBe(before.asks);
    expect(await world.db.collection('sync_run_seen').countDocuments()).toBe(0);
  });

  it('tells exactly what changed', async () => {
    const events = await world.events('post');
    const [edited, removed] = [events[3]?.aggregate_id as string, events[40]?.aggregate_id as string];
    const comments = await world.events('comment');
    const other = comments.filter(({ payload }) => payload.band_post_key !== removed);
    const [changedComment, goneComment] = [other[0]?.aggregate_id as string, other[5]?.aggregate_id as string];
    await world.band.change({
      posts: { edit: [{ post_key: edited, content: '고쳤습니다 <1> & "2"' }], remove: [removed] },
      comments: { edit: [{ comment_key: changedComment, content: '바뀐 댓글' }], remove: [goneComment] },
    });

    const run = await world.runToEnd();

    expect(run.counts.posts).toMatchObject({ new: 0, changed: 1, gone: 1 });
    expect(run.counts.comments).toMatchObject({ new: 0, changed: 1, gone: 1 });
    const [first, second, ...rest] = (await world.events('post')).slice(events.length);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ aggregate_id: edited, version: 2, payload: { content: '고쳤습니다 <1> & "2"' } });
    expect(second).toMatchObject({ aggregate_id: removed, version: 2, payload: { is_deleted: true, content: '' } });
    const told = (await world.events('comment')).slice(comments.length).map((event) => event.aggregate_id as string);
    expect(told.sort()).toEqual([changedComment, goneComment].sort());
  });

  it('tells auth of a new name, and no post changes for it', async () => {
    const asks = world.directory.asks;
    const events = await world.told();
    // Whom BAND shows without a key now and then is known by the name there, and such a post does change with it.
    const all = [...(await world.events('post')), ...(await world.events('comment'))].map((event) => event.payload);
    const keyless = new Set(all.filter((one) => one.author_id === null).map((one) => one.author_name as string));
    const author = all.find((one) => one.author_id !== null && !one.is_deleted && !keyless.has(one.author_name));
    const [userKey] = [...world.directory.members].find(([, member]) => member.id === author?.author_id) ?? [];
    await world.band.change({ members: { edit: [{ user_key: userKey, name: '새이름' }] } });

    const answer = await world.as('OPERATOR')('POST', '/api/v1/users/sync-band');

    expect(answer).toMatchObject({ status: 200, data: { new_members: 0, updated_members: 1 } });
    expect(world.directory.members.get(userKey ?? '')?.name).toBe('새이름');
    expect(world.directory.asks).toBe(asks + 1);
    expect(await world.told()).toBe(events);
  });

  it('lists the runs, the latest first', async () => {
    const { data } = await world.as('AUDITOR')<{ runs: { id: string }[]; pagination: { total: number } }>(
      'GET',
      '/api/v1/admin/sync-runs?limit=2',
    );
    expect(data.runs).toHaveLength(2);
    expect(data.pagination.total).toBe(5);
    expect(data.runs.map((run) => run.id)).toEqual(
      data.runs
        .map((run) => run.id)
        .sort()
        .reverse(),
    );
  });
});
