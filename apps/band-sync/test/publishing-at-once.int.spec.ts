import type { RunningService } from '@dongbaejul/service-kit';
import { until } from '@dongbaejul/testing';
import { mongo } from 'mongoose';
import { CREATE, Publisher } from './support/publisher';
import type { World } from './support/world';

jest.setTimeout(90_000);

describe('publishing several at once', () => {
  let staff: Publisher;
  let world: World;

  beforeAll(async () => {
    staff = await Publisher.start({ BAND_TIMEOUT_MS: '15000', SYNC_ANSWER_WITHIN_MS: '200' });
    ({ world } = staff);
  });
  afterAll(() => staff?.stop());
  afterEach(() => world.band.faults());

  it('is not held up by one that BAND is slow with', async () => {
    const answer = staff.holdAnswer();
    const slow = (await staff.publish(staff.newPost('BAND가 오래 붙들고 있는 글'))).data.publication;
    await staff.posting(slow.id);
    const quick = (await staff.publish(staff.newPost('먼저 올라가는 글'))).data.publication;
    expect(await staff.ended(quick.id)).toMatchObject({ state: 'published', attempts: 1 });
    expect(await staff.show(slow.id)).toMatchObject({ state: 'posting', error: null });
    answer.arrive();
    expect(await staff.ended(slow.id)).toMatchObject({ state: 'published', attempts: 1 });
  });

  it('posts each once with three replicas', async () => {
    const others: RunningService[] = [];
    try {
      for (let more = 0; more < 2; more += 1) others.push(await world.startSync());
      const before = await staff.timesAsked();
      await world.band.faults({ kind: 'delay', delay_ms: 400, endpoint: CREATE });
      const texts = Array.from({ length: 12 }, (_, n) => `한꺼번에 올리는 글 ${n}`);
      const ordered = await Promise.all(texts.map((text) => staff.publish(staff.newPost(text))));
      for (const { data } of ordered) {
        expect(await staff.ended(data.publication.id)).toMatchObject({ state: 'published', attempts: 1, error: null });
      }
      expect((await staff.timesAsked()) - before).toBe(texts.length);
      const there = await world.postsAtBand();
      expect(texts.map((text) => there.filter((post) => post === text).length)).toEqual(texts.map(() => 1));
    } finally {
      for (const other of others) await other.stop();
    }
  });

  it('is given back at once by a process that stops while it looks, and is not asked again', async () => {
    await world.band.faults({ kind: 'drop', endpoint: CREATE, times: 1 });
    const { id } = (await staff.publish(staff.newPost('찾는 동안 서버가 멈춘 글'))).data.publication;
    const asked = await staff.timesAsked();
    const row = async (): Promise<mongo.Document | null> =>
      world.db.collection('publications').findOne({ _id: new mongo.ObjectId(id) });
    const isHeld = async (): Promise<boolean> => ((await row())?.next_at as Date).getTime() > Date.now() + 20_000;
    await world.band.faults({ kind: 'delay', delay_ms: 14_000, endpoint: '/v2/band/posts' });
    // Due after it was given up as asked, so that this is the look.
    await until(async () => (await row())?.state === 'posting' && !(await isHeld()), 'it was asked and let go');
    await staff.leave(id, { $set: { next_at: new Date(0) } });
    await until(isHeld, 'it is looked for');
    await world.service.stop();
    expect(((await row())?.next_at as Date).getTime()).toBeLessThanOrEqual(Date.now());
    await world.band.faults();
    world.service = await world.startSync();
    await until(async () => Number((await row())?.waits) > 0, 'the next process has looked');
    expect(await row()).toMatchObject({ state: 'posting' });
    expect(await staff.timesAsked()).toBe(asked);
  });
});
