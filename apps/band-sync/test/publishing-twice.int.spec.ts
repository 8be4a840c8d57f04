import { until } from '@dongbaejul/testing';
import { mongo } from 'mongoose';
import { OwnPosts } from '../src/publishing/own-posts';
import { PublicationsRepository } from '../src/publishing/publications.repository';
import { CREATE, Publisher } from './support/publisher';
import type { World } from './support/world';

jest.setTimeout(90_000);

/** A post at BAND is known by its words alone, until BAND says whose it is: no two publications may have it. */
describe('the same words twice at BAND', () => {
  let staff: Publisher;
  let world: World;

  beforeAll(async () => {
    staff = await Publisher.start({ BAND_TIMEOUT_MS: '5000', SYNC_ANSWER_WITHIN_MS: '200' });
    ({ world } = staff);
  });
  afterAll(() => staff?.stop());
  afterEach(() => world.band.faults());

  const nothingNew = async (): Promise<void> => {
    const before = await world.events('post');
    expect(await world.runToEnd()).toMatchObject({ status: 'succeeded', counts: { posts: { new: 0, gone: 0 } } });
    expect(await world.events('post')).toHaveLength(before.length);
  };

  it('ordered at once, are a post each', async () => {
    const text = '나란히 올린 같은 글';
    await world.band.faults({ kind: 'drop', when: 'after', endpoint: CREATE, times: 2 });
    const ordered = await Promise.all([1, 2].map(() => staff.publish(staff.newPost(text))));
    const ids = ordered.map(({ data }) => data.publication.id);
    // Both cut off and, as after twice the deadline, both looked for.
    for (const id of ids) {
      await until(async () => (await staff.show(id)).error, 'BAND has not answered');
      await staff.leave(id, { $set: { next_at: new Date(0) } });
    }
    const ended = await Promise.all(ids.map((id) => staff.ended(id)));
    expect(ended.map(({ state, attempts }) => [state, attempts])).toEqual(Array(2).fill(['published', 1]));
    expect(new Set(ended.map(({ band_post_key }) => band_post_key)).size).toBe(2);
    expect(await staff.atBand(text)).toBe(2);
    await nothingNew();
  });

  it('have one post between them where both see it at the same moment', async () => {
    const text = '동시에 본 같은 글';
    const seen = [await staff.inDoubt(text), await staff.inDoubt(text)];
    const own = world.service.app.get(OwnPosts);
    const rows = await world.service.app.get(PublicationsRepository).asked();
    const both = rows.filter((row) => row.text === text);
    const whose = await Promise.all(both.map((row) => own.settle(row, 'one-key')));
    expect(whose.sort()).toEqual(['another', 'this']);
    const states = await Promise.all(seen.map(async ({ id }) => (await staff.show(id)).state));
    expect(states.sort()).toEqual(['published', 'unknown']);
  });

  it('go back to whose BAND says they are', async () => {
    const text = '먼저 본 쪽의 것이 아닌 글';
    const never = await staff.inDoubt(text);
    const answer = staff.holdAnswer();
    const { data } = await staff.publish(staff.newPost(text));
    const written = data.publication.id;
    await staff.posting(written);
    // The one that BAND never wrote sees the other's post before BAND has answered.
    const row = await world.service.app.get(PublicationsRepository).find(never.id);
    const key = await until(() => keyOf(text), 'BAND has it');
    await world.service.app.get(OwnPosts).settle(row!, key);
    expect(await staff.show(never.id)).toMatchObject({ state: 'published', band_post_key: key });

    answer.arrive();
    expect(await staff.ended(written)).toMatchObject({ state: 'published', attempts: 1, band_post_key: key });
    expect(await staff.ended(never.id)).toMatchObject({ state: 'unknown', attempts: 1, band_post_key: null });
    expect((await staff.actions(never.object_id)).slice(-3)).toEqual([
      ...['post.published-at-band', 'post.not-that-post-at-band', 'post.publishing-at-band-unknown'],
    ]);
    await nothingNew();
  });

  it('are known when the first is written long after staff had it posted again', async () => {
    const text = '다시 올린 뒤에야 쓰인 첫 글';
    await world.band.faults({ kind: 'delay', delay_ms: 11_000, endpoint: CREATE, times: 1 });
    const { data } = await staff.publish(staff.newPost(text));
    const { id, object_id } = data.publication;
    await until(async () => (await staff.show(id)).error?.code === 'BAND_TIMEOUT', 'BAND has not answered');
    await staff.leave(id, { $set: { waits: 7, next_at: new Date(0) } });
    expect(await staff.ended(id)).toMatchObject({ state: 'unknown', error: { code: 'BAND_PUBLISH_UNKNOWN' } });
    await staff.decide(id, { decision: 'post_again' });
    expect(await staff.ended(id)).toMatchObject({ state: 'published', attempts: 2, also_at_band: [] });
    const second = (await staff.show(id)).band_post_key;

    await until(async () => (await staff.atBand(text)) === 2, 'BAND has both');
    await nothingNew();
    const { band_post_key, also_at_band, state } = await staff.show(id);
    expect([state, band_post_key, also_at_band]).toEqual(['published', second, [expect.any(String)]]);
    expect(also_at_band).not.toContain(second);
    expect((await staff.actions(object_id)).slice(-2)).toEqual([
      'post.published-at-band',
      'post.published-at-band-too',
    ]);
    await nothingNew();

    // BAND wrote no more than it was asked: a third of these words is somebody's own.
    await world.band.change({ posts: { add: [{ content: text }] } });
    expect(await world.runToEnd()).toMatchObject({ status: 'succeeded', counts: { posts: { new: 1, gone: 0 } } });
  });

  it('are never one post of two, whatever writes them', async () => {
    const rows = world.db.collection('publications');
    const [one] = await rows.find({ post_keys: { $exists: true } }).toArray();
    const twice = rows.insertOne({ ...one, _id: new mongo.ObjectId(), live: 'post:another' });
    await expect(twice).rejects.toThrow(/one_publication_of_a_post/);
  });

  /** BAND's key of a post that no publication has yet. */
  async function keyOf(text: string): Promise<string | undefined> {
    return (await world.postsWithKeys()).find((post) => post.content === text)?.key;
  }
});
