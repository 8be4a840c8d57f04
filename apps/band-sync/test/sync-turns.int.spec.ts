import { SYNC_RUN_PROGRESSED } from '@dongbaejul/contracts';
import { Hints } from '@dongbaejul/messaging';
import { registry } from '@dongbaejul/service-kit';
import { until } from '@dongbaejul/testing';
import { mongo } from 'mongoose';
import type { SyncRunDto } from '../src/sync-runs/dto/sync-run.dto';
import { World } from './support/world';

jest.setTimeout(60_000);

const POSTS = '/v2/band/posts';

/** Runs that a process of this test had to leave to another. */
async function lostRuns(): Promise<number> {
  const metric = await registry.getSingleMetric('band_sync_run_duration_seconds')?.get();
  const values = (metric?.values ?? []) as { metricName?: string; value: number; labels: { outcome?: string } }[];
  const lost = values.filter((one) => one.metricName?.endsWith('_count') && one.labels.outcome === 'lost');
  return lost.reduce((sum, one) => sum + one.value, 0);
}

describe('whose turn it is', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ SYNC_ANSWER_WITHIN_MS: '300' }, { EMULATOR_POSTS: '130' });
    await world.connect();
  });
  afterAll(() => world?.stop());
  afterEach(() => world.band.faults());

  it('lets one run at a time, on any replica, and cancels it on request', async () => {
    await world.band.faults({ kind: 'delay', delay_ms: 1_500, endpoint: POSTS });
    const first = world.service;
    const other = await world.startSync();
    try {
      const run = await world.begin();
      const second = await world.as('OPERATOR')('POST', '/api/v1/admin/sync-runs');
      expect(second).toMatchObject({
        status: 409,
        error: { code: 'SYNC_ALREADY_RUNNING', details: { run_id: run.id } },
      });
      world.service = other;
      expect(await world.as('OPERATOR')('POST', '/api/v1/users/sync-band')).toMatchObject({ status: 409 });

      await world.as('OPERATOR')('POST', `/api/v1/admin/sync-runs/${run.id}/cancel`);
      const cancelled = await world.settled(run.id);
      expect(cancelled).toMatchObject({ status: 'cancelled', cancel_requested: true });
      expect(cancelled.progress.posts_read).toBeLessThan(130);
      const again = await world.as('OPERATOR')('POST', `/api/v1/admin/sync-runs/${run.id}/cancel`);
      expect(again).toMatchObject({ status: 409, error: { code: 'SYNC_RUN_ENDED' } });
    } finally {
      world.service = first;
      await other.stop();
    }
  });

  it('answers 202 with the run when it takes longer than the route may, and tells live how far it is', async () => {
    const told: SyncRunDto[] = [];
    const hints = world.service.app.get(Hints);
    await until(() => hints.hears, 'hints are heard');
    const silence = hints.subscribe(SYNC_RUN_PROGRESSED, (data) => told.push((data as { run: SyncRunDto }).run));
    await world.band.faults({ kind: 'delay', delay_ms: 500, endpoint: POSTS });
    const answer = await world.as('OPERATOR')<{ run_id: string }>('POST', '/api/v1/users/sync-band');
    expect(answer.status).toBe(202);
    const run = await world.settled(answer.data.run_id);
    expect(run).toMatchObject({ status: 'succeeded', trigger: 'members', counts: { posts: { seen: 130 } } });
    await until(() => told.at(-1)?.status === 'succeeded', 'its end is told');
    silence();
    const under = told.filter(({ status }) => status === 'running').map(({ progress }) => progress.posts_read);
    expect(under.some((read) => read > 0)).toBe(true);
    expect(under).toEqual([...under].sort((one, other) => one - other));
    expect(new Set(told.map(({ id }) => id))).toEqual(new Set([run.id]));
  });

  it('goes on where a dead holder stopped, and knows what that one had seen', async () => {
    const { data } = await world.as('AUDITOR')<{ runs: SyncRunDto[] }>('GET', '/api/v1/admin/sync-runs');
    const runs = world.db.collection('sync_runs');
    const events = await world.told();
    // The last run as kill -9 would have left it: half read, with a lease that nobody renews.
    await world.band.faults({ kind: 'app_quota', endpoint: POSTS, after: 1 });
    const { id } = await world.runToEnd();
    await world.band.faults();
    const _id = new mongo.ObjectId(id);
    const before = (await world.band.calls())[POSTS] ?? 0;
    const soon = new Date(Date.now() + 1_500);
    await runs.updateOne({ _id }, { $set: { status: 'running', holder: 'dead', fence: 7, lease_until: soon } });

    const run = await world.settled(id);

    expect(run).toMatchObject({ status: 'succeeded', counts: { posts: { seen: 130, unchanged: 130, gone: 0 } } });
    expect(((await world.band.calls())[POSTS] ?? 0) - before).toBe(2);
    expect((await runs.findOne({ _id }))?.fence).toBe(8);
    expect(await world.told()).toBe(events);
    expect(data.runs.length).toBeGreaterThan(0);
  });

  it('stops a holder that another has overtaken before it writes anything', async () => {
    await world.band.change({ posts: { add: [{ content: '새 글' }] } });
    const lostBefore = await lostRuns();
    const events = await world.told();
    await world.band.faults({ kind: 'delay', delay_ms: 1_200, endpoint: POSTS });
    const { id } = await world.begin();
    const runs = world.db.collection('sync_runs');
    const _id = new mongo.ObjectId(id);
    await until(async () => (await runs.findOne({ _id }))?.status === 'running', 'it runs');
    const later = new Date(Date.now() + 60_000);
    await runs.updateOne({ _id }, { $set: { holder: 'another', fence: 99, lease_until: later } });
    // The process itself says when it noticed.
    await until(async () => (await lostRuns()) > lostBefore, 'it is noticed');
    await world.band.faults();
    // The overtaken one is free again for the next run once the other's is out of the way.
    await runs.updateOne({ _id }, { $set: { status: 'cancelled' }, $unset: { active: '' } });
    expect(await world.told()).toBe(events);
    const next = await world.runToEnd();
    expect(next).toMatchObject({ status: 'succeeded', counts: { posts: { new: 1 } } });
    expect((await runs.findOne({ _id }))?.counts.posts.seen).toBe(0);
  });

  it('gives up a run that is interrupted at the same point again and again', async () => {
    await world.band.faults({ kind: 'app_quota' });
    const { id } = await world.runToEnd();
    await world.band.faults();
    await world.db
      .collection('sync_runs')
      .updateOne({ _id: new mongo.ObjectId(id) }, { $set: { status: 'running', claims: 5, lease_until: new Date(0) } });
    expect(await world.settled(id)).toMatchObject({ status: 'failed', error: { code: 'SYNC_INTERRUPTED' } });
  });

  it('gives a run back when its process is stopped, for the next to finish', async () => {
    await world.band.faults({ kind: 'delay', delay_ms: 700, endpoint: POSTS });
    const { id } = await world.begin();
    await until(async () => (await world.show(id)).status === 'running', 'it runs');
    // The last that it may be taken up without getting anywhere: a stop is no reason to give up.
    const runs = world.db.collection('sync_runs');
    const _id = new mongo.ObjectId(id);
    await runs.updateOne({ _id }, { $set: { claims: 5 } });
    await world.service.stop();
    expect(await runs.findOne({ _id })).toMatchObject({ status: 'running', claims: 4 });
    world.service = await world.startSync();
    expect(await world.settled(id)).toMatchObject({ status: 'succeeded' });
  });
});
