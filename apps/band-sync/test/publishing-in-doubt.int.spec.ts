import type { Role } from '@dongbaejul/contracts';
import { until } from '@dongbaejul/testing';
import { mongo } from 'mongoose';
import type { PublicationDto } from '../src/publishing/dto/publications.dto';
import { CREATE, PUBLICATIONS, Publisher } from './support/publisher';
import type { World } from './support/world';

jest.setTimeout(90_000);

/** Nobody here can tell whether BAND has it: only staff have it posted again. */
describe('a publication in doubt', () => {
  let staff: Publisher;
  let world: World;

  beforeAll(async () => {
    staff = await Publisher.start();
    ({ world } = staff);
  });
  afterAll(() => staff?.stop());
  afterEach(() => world.band.faults());

  it('is posted again when staff say so, and only then', async () => {
    const text = '운영진이 다시 올린 글';
    const { id, object_id } = await staff.inDoubt(text);
    for (const role of ['USER', 'AUDITOR'] satisfies Role[]) {
      const refused = await world.as(role)('POST', `${PUBLICATIONS}/${id}/decide`, { decision: 'post_again' });
      expect(refused.status).toBe(403);
    }
    expect(await staff.decide(id, { decision: 'maybe' })).toMatchObject({ status: 400 });
    expect(await staff.decide(id, { decision: 'found' })).toMatchObject({ status: 400 });
    expect(await staff.decide(id, { decision: 'left', band_post_key: 'x' })).toMatchObject({ status: 400 });
    expect(await staff.decide(new mongo.ObjectId().toHexString(), { decision: 'left' })).toMatchObject({ status: 404 });

    const answers = await Promise.all([1, 2, 3].map(() => staff.decide(id, { decision: 'post_again' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await staff.ended(id)).toMatchObject({ state: 'published', attempts: 2, error: null });
    expect(await staff.atBand(text)).toBe(1);
    const late = await staff.decide(id, { decision: 'post_again' });
    expect(late).toMatchObject({ status: 409, error: { code: 'PUBLICATION_NOT_UNKNOWN' } });
    expect(await staff.actions(object_id)).toEqual([
      ...['post.publishing-ordered', 'post.publishing-at-band-unknown', 'post.publishing-ordered-again'],
      'post.published-at-band',
    ]);
  });

  it('is not posted again when BAND has it after all by then', async () => {
    const text = '한참 뒤에 나타난 글';
    const { id } = await staff.inDoubt(text);
    const before = await staff.timesAsked();
    await world.band.change({ posts: { add: [{ content: text }] } });
    await staff.decide(id, { decision: 'post_again' });
    expect(await staff.ended(id)).toMatchObject({ state: 'published', attempts: 1 });
    expect([await staff.atBand(text), (await staff.timesAsked()) - before]).toEqual([1, 0]);
  });

  it('is the post that staff found at BAND, or is left at that', async () => {
    const found = await staff.inDoubt('BAND에서 고쳐 쓴 글');
    const taken = (await staff.publish(staff.newPost('다른 글'))).data.publication.band_post_key;
    const other = await staff.decide(found.id, { decision: 'found', band_post_key: taken });
    expect(other).toMatchObject({ status: 409, error: { code: 'BAND_POST_TAKEN' } });
    await world.band.change({ posts: { add: [{ content: '다르게 쓴 같은 글' }] } });
    await world.runToEnd();
    const [seen] = (await world.events('post')).filter(({ payload }) => payload.content === '다르게 쓴 같은 글');
    const key = String(seen?.aggregate_id);
    expect((await staff.decide(found.id, { decision: 'found', band_post_key: key })).data.publication).toMatchObject({
      ...{ state: 'published', band_post_key: key, error: null, next_at: null },
    });
    expect((await staff.actions(found.object_id)).at(-1)).toBe('post.found-at-band');
    // What came over as another's is taken back: it is ours.
    expect(await world.runToEnd()).toMatchObject({ status: 'succeeded', counts: { posts: { new: 0, gone: 1 } } });

    const left = await staff.inDoubt('그만둔 글');
    expect((await staff.decide(left.id, { decision: 'left' })).data.publication).toMatchObject({ state: 'left' });
    expect((await staff.actions(left.object_id)).at(-1)).toBe('post.publishing-left');
    expect(await staff.publish(left.object_id)).toMatchObject({
      status: 201,
      data: { publication: { state: 'published' } },
    });
  });

  it('is settled by a sync that sees it hours later', async () => {
    const text = '몇 시간 뒤에야 쓰인 글';
    const { id } = await staff.inDoubt(text);
    await world.band.change({ posts: { add: [{ content: text }] } });
    expect(await world.runToEnd()).toMatchObject({ status: 'succeeded', counts: { posts: { new: 0 } } });
    expect(await staff.show(id)).toMatchObject({ state: 'published', error: null });
  });

  describe('is posted again, and BAND says no', () => {
    const refused = async (text: string): Promise<PublicationDto> => {
      const { id } = await staff.inDoubt(text);
      await world.band.faults({ kind: 'result_code', result_code: 2142, endpoint: CREATE });
      await staff.decide(id, { decision: 'post_again' });
      expect(await staff.ended(id)).toMatchObject({
        ...{ state: 'failed', attempts: 2, error: { code: 'BAND_LEADERS_ONLY' }, may_be_at_band: true },
        next_at: expect.any(String),
      });
      await world.band.faults();
      return staff.show(id);
    };
    const published = (id: string): Promise<PublicationDto> =>
      until(async () => [await staff.show(id)].find(({ state }) => state === 'published'), 'it is published');
    const RECORD = [
      ...['post.publishing-ordered', 'post.publishing-at-band-unknown', 'post.publishing-ordered-again'],
      ...['post.not-published-at-band', 'post.published-at-band'],
    ];

    it('and a sync that sees the first one takes it for ours, and says so', async () => {
      const text = '거절된 뒤에 나타난 첫 글';
      const { id, object_id } = await refused(text);
      // Found by the sync alone: nobody else looks.
      await staff.leave(id, { $unset: { next_at: '' } });
      const before = await world.events('post');
      await world.band.change({ posts: { add: [{ content: text }] } });
      expect(await world.runToEnd()).toMatchObject({ status: 'succeeded', counts: { posts: { new: 0 } } });
      expect(await world.events('post')).toHaveLength(before.length);
      const after = await staff.show(id);
      expect(after).toMatchObject({ state: 'published', error: null, may_be_at_band: false, next_at: null });
      expect(after.band_post_key).not.toBeNull();
      expect(await staff.actions(object_id)).toEqual(RECORD);
      expect(await staff.publish(object_id)).toMatchObject({ status: 409, error: { code: 'BAND_PUBLISHED_ALREADY' } });
    });

    it('and the first one is looked for without a sync, for as long as before', async () => {
      const text = '거절된 뒤에 찾아낸 첫 글';
      const { id, object_id } = await refused(text);
      const asked = await staff.timesAsked();
      await world.band.change({ posts: { add: [{ content: text }] } });
      expect(await published(id)).toMatchObject({ attempts: 2, error: null, may_be_at_band: false });
      expect(await staff.actions(object_id)).toEqual(RECORD);

      const never = await refused('끝내 나타나지 않은 글');
      await staff.leave(never.id, { $set: { waits: 7, next_at: new Date(0) } });
      const rested = await until(
        async () => [await staff.show(never.id)].find(({ next_at }) => next_at === null),
        'it is not looked for any more',
      );
      expect(rested).toMatchObject({ state: 'failed', error: { code: 'BAND_LEADERS_ONLY' }, may_be_at_band: true });
      // BAND was asked for the other one, twice; for what had failed never again.
      expect((await staff.timesAsked()) - asked).toBe(2);
    });
  });
});
