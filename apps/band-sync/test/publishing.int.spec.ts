import type { Role } from '@dongbaejul/contracts';
import { until } from '@dongbaejul/testing';
import { mongo } from 'mongoose';
import type { PublicationsDto } from '../src/publishing/dto/publications.dto';
import { CREATE, PUBLICATIONS, PUBLISH, Publisher } from './support/publisher';
import type { World } from './support/world';

jest.setTimeout(90_000);

describe('publishing at BAND', () => {
  let staff: Publisher;
  let world: World;

  beforeAll(async () => {
    staff = await Publisher.start();
    ({ world } = staff);
  });
  afterAll(() => staff?.stop());
  afterEach(() => world.band.faults());

  it('is for staff, of what there is', async () => {
    const id = staff.newPost('누구나 올릴 수는 없습니다');
    for (const role of ['USER', 'AUDITOR'] satisfies Role[]) {
      expect((await world.as(role)('POST', PUBLISH, { kind: 'post', id })).status).toBe(403);
      expect((await world.as(role)('GET', PUBLICATIONS)).status).toBe(403);
    }
    expect(await staff.publish(new mongo.ObjectId().toHexString())).toMatchObject({ status: 404 });
    expect(await world.as('ADMIN')('POST', PUBLISH, { kind: 'comment', id })).toMatchObject({ status: 400 });
    expect(await world.as('ADMIN')('GET', `${PUBLICATIONS}/${id}`)).toMatchObject({ status: 404 });
  });

  it('writes the post once, audits who ordered it, and refuses the same again', async () => {
    const id = staff.newPost('[공지]\n\n토요일은 <쉽니다> & 일요일은 합니다');
    const answers = await Promise.all([staff.publish(id), staff.publish(id), staff.publish(id)]);
    const [first] = answers.filter(({ status }) => status === 201);
    expect(first?.data.publication).toMatchObject({ state: 'published', attempts: 1, error: null, next_at: null });
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2);
    expect(await staff.publish(id)).toMatchObject({ status: 409, error: { code: 'BAND_PUBLISHED_ALREADY' } });
    expect(await staff.atBand(staff.textOf(id))).toBe(1);
    expect(await staff.actions(id)).toEqual(['post.publishing-ordered', 'post.published-at-band']);
    const { data } = await world.as('OPERATOR')<PublicationsDto>('GET', PUBLICATIONS);
    expect(data.publications[0]).toMatchObject({ object_id: id, state: 'published' });
  });

  it('does not take it for a new post of BAND’s when the sync sees it', async () => {
    const id = staff.newPost('돌아오지 않는 글');
    const { data } = await staff.publish(id);
    const before = await world.events('post');
    const run = await world.runToEnd();
    expect(run).toMatchObject({ status: 'succeeded', counts: { posts: { new: 0, gone: 0 } } });
    expect(await world.events('post')).toHaveLength(before.length);
    expect(data.publication.band_post_key).not.toBeNull();
  });

  it('finds the post of a process that died before it could note it', async () => {
    const text = '죽은 프로세스가 올린 글';
    const id = staff.newPost(text);
    const { data } = await staff.publish(id);
    // As kill -9 between BAND's answer and the note would have left it.
    const _id = new mongo.ObjectId(data.publication.id);
    const left = { state: 'posting', band_post_key: null, published_at: null, next_at: new Date() };
    await world.db.collection('publications').updateOne({ _id }, { $set: left, $unset: { post_keys: '' } });
    expect(await staff.ended(data.publication.id)).toMatchObject({
      state: 'published',
      attempts: 1,
      band_post_key: data.publication.band_post_key,
    });
    expect(await staff.atBand(text)).toBe(1);
  });

  it('settles by a sync that sees the post first', async () => {
    const id = staff.newPost('동기화가 먼저 본 글');
    const { data } = await staff.publish(id);
    const _id = new mongo.ObjectId(data.publication.id);
    const left = { state: 'posting', band_post_key: null, next_at: new Date(Date.now() + 3_600_000) };
    await world.db.collection('publications').updateOne({ _id }, { $set: left, $unset: { post_keys: '' } });
    expect(await world.runToEnd()).toMatchObject({ status: 'succeeded', counts: { posts: { new: 0 } } });
    expect(await staff.show(data.publication.id)).toMatchObject({ state: 'published' });
  });

  it('waits for a quota, and gives up where BAND says no for good', async () => {
    await world.band.faults({ kind: 'user_quota', endpoint: CREATE });
    const { data } = await staff.publish(staff.newPost('한도를 기다리는 글'));
    const { id: waiting, attempts } = data.publication;
    expect(data.publication).toMatchObject({ state: 'queued', error: { code: 'BAND_USER_QUOTA' } });
    // It asks again by itself all the while.
    await until(async () => (await staff.show(waiting)).attempts > attempts, 'BAND was asked again');
    await world.band.faults();
    expect(await staff.ended(waiting)).toMatchObject({ state: 'published', error: null });

    await world.band.faults({ kind: 'result_code', result_code: 2142, endpoint: CREATE });
    const id = staff.newPost('리더만 올릴 수 있는 글');
    const refused = await staff.publish(id);
    expect(refused.data.publication).toMatchObject({ state: 'failed', error: { code: 'BAND_LEADERS_ONLY' } });
    expect(refused.data.publication.error?.message).toContain('리더');
    expect(await staff.actions(id)).toEqual(['post.publishing-ordered', 'post.not-published-at-band']);
    await world.band.faults();
    expect((await staff.publish(id)).data.publication.state).toBe('published');
  });

  it('asks again by itself where BAND could not be asked at all', async () => {
    const text = '연결되지 않아 늦게 올린 글';
    const refused = await world.startSync({ BAND_API_URL: 'http://127.0.0.1:9' });
    const first = world.service;
    // The one that cannot reach BAND gets it; then it is gone, and the other one goes on.
    await first.stop();
    world.service = refused;
    const { data } = await staff.publish(staff.newPost(text));
    expect(data.publication).toMatchObject({ state: 'queued', error: { code: 'BAND_UNREACHABLE' } });
    await refused.stop();
    world.service = await world.startSync();
    expect(await staff.ended(data.publication.id)).toMatchObject({ state: 'published', error: null });
    expect(await staff.atBand(text)).toBe(1);
  });
});
