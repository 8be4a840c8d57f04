import type { Role } from '@dongbaejul/contracts';
import type { RunningService } from '@dongbaejul/service-kit';
import { mongo } from 'mongoose';
import type { PublicationAnswerDto, PublicationDto, PublicationsDto } from '../src/publishing/dto/publications.dto';
import { startCoreStandIn } from './support/core-stand-in';
import { type Answer, until, World } from './support/world';

jest.setTimeout(90_000);

const PUBLISH = '/api/v1/admin/band/publish';
const LIST = '/api/v1/admin/band/publications';
const CREATE = '/v2.2/band/post/create';

describe('publishing at BAND', () => {
  let world: World;
  let core: RunningService;
  const texts = new Map<string, string>();
  const newPost = (text: string): string => {
    const id = new mongo.ObjectId().toHexString();
    texts.set(id, text);
    return id;
  };
  const publish = (id: string): Promise<Answer<PublicationAnswerDto>> =>
    world.as('OPERATOR')('POST', PUBLISH, { kind: 'post', id });
  const show = async (id: string): Promise<PublicationDto> =>
    (await world.as('OPERATOR')<PublicationAnswerDto>('GET', `${LIST}/${id}`)).data.publication;
  const ended = (id: string): Promise<PublicationDto> =>
    until(async () => {
      const publication = await show(id);
      return publication.state === 'published' || publication.state === 'failed' ? publication : undefined;
    }, 60_000);
  /** How often a text stands at BAND, asked as a member would. */
  const atBand = async (text: string): Promise<number> =>
    (await world.postsAtBand()).filter((post) => post === text).length;
  const actions = async (id: string): Promise<string[]> =>
    (await world.db.collection('outbox').find({ 'payload.object_id': id }).sort({ _id: 1 }).toArray()).map(
      ({ payload }) => (payload as { action: string }).action,
    );

  beforeAll(async () => {
    world = await World.start({ BAND_TIMEOUT_MS: '1000' }, { EMULATOR_POSTS: '20', EMULATOR_PHOTOS: '3' });
    core = await startCoreStandIn(world.env, texts);
    await world.connect();
    await world.runToEnd();
  });
  afterAll(async () => {
    await core?.stop();
    await world?.stop();
  });
  afterEach(() => world.band.faults());

  it('is for staff, of what there is', async () => {
    const id = newPost('누구나 올릴 수는 없습니다');
    for (const role of ['USER', 'AUDITOR'] satisfies Role[]) {
      expect((await world.as(role)('POST', PUBLISH, { kind: 'post', id })).status).toBe(403);
      expect((await world.as(role)('GET', LIST)).status).toBe(403);
    }
    expect(await publish(new mongo.ObjectId().toHexString())).toMatchObject({ status: 404 });
    expect(await world.as('ADMIN')('POST', PUBLISH, { kind: 'comment', id })).toMatchObject({ status: 400 });
    expect(await world.as('ADMIN')('GET', `${LIST}/${id}`)).toMatchObject({ status: 404 });
  });

  it('writes the post once, audits who ordered it, and refuses the same again', async () => {
    const id = newPost('[공지]\n\n토요일은 <쉽니다> & 일요일은 합니다');
    const answers = await Promise.all([publish(id), publish(id), publish(id)]);
    const [first] = answers.filter(({ status }) => status === 201);
    expect(first?.data.publication).toMatchObject({ state: 'published', attempts: 1, error: null, next_at: null });
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2);
    expect(await publish(id)).toMatchObject({ status: 409, error: { code: 'BAND_PUBLISHED_ALREADY' } });
    expect(await atBand(texts.get(id) ?? '')).toBe(1);
    expect(await actions(id)).toEqual(['post.publishing-ordered', 'post.published-at-band']);
    const { data } = await world.as('OPERATOR')<PublicationsDto>('GET', LIST);
    expect(data.publications[0]).toMatchObject({ object_id: id, state: 'published' });
  });

  it('does not take it for a new post of BAND’s when the sync sees it', async () => {
    const id = newPost('돌아오지 않는 글');
    const { data } = await publish(id);
    const before = await world.events('post');
    const run = await world.runToEnd();
    expect(run).toMatchObject({ status: 'succeeded', counts: { posts: { new: 0, gone: 0 } } });
    expect(await world.events('post')).toHaveLength(before.length);
    expect(data.publication.band_post_key).not.toBeNull();
  });

  it.each([
    ['times out after BAND wrote it', { kind: 'delay', delay_ms: 2_500, when: 'after' }, 1],
    ['times out while BAND is writing it', { kind: 'delay', delay_ms: 2_500 }, 1],
    ['is cut off after BAND wrote it', { kind: 'drop', when: 'after' }, 1],
    ['is answered with nonsense after BAND wrote it', { kind: 'not_json', when: 'after' }, 1],
    ['is cut off before BAND wrote it', { kind: 'drop' }, 2],
    ['meets a broken BAND', { kind: 'server_error' }, 2],
  ])('never posts twice when it %s', async (what, fault, attempts) => {
    const text = `한 번만: ${what}`;
    const id = newPost(text);
    await world.band.faults({ ...fault, endpoint: CREATE, times: 1 });
    const { status, data } = await publish(id);
    expect([status, data.publication.state, data.publication.band_post_key]).toEqual([201, 'posting', null]);
    expect(data.publication.error?.message).toMatch(/BAND/);
    expect(await ended(data.publication.id)).toMatchObject({ state: 'published', attempts, error: null });
    expect(await atBand(text)).toBe(1);
  });

  it('finds the post of a process that died before it could note it', async () => {
    const text = '죽은 프로세스가 올린 글';
    const id = newPost(text);
    const { data } = await publish(id);
    // As kill -9 between BAND's answer and the note would have left it.
    const _id = new mongo.ObjectId(data.publication.id);
    const left = { state: 'posting', band_post_key: null, published_at: null, next_at: new Date() };
    await world.db.collection('publications').updateOne({ _id }, { $set: left });
    expect(await ended(data.publication.id)).toMatchObject({
      state: 'published',
      attempts: 1,
      band_post_key: data.publication.band_post_key,
    });
    expect(await atBand(text)).toBe(1);
  });

  it('settles by a sync that sees the post first', async () => {
    const id = newPost('동기화가 먼저 본 글');
    const { data } = await publish(id);
    const _id = new mongo.ObjectId(data.publication.id);
    const left = { state: 'posting', band_post_key: null, next_at: new Date(Date.now() + 3_600_000) };
    await world.db.collection('publications').updateOne({ _id }, { $set: left });
    expect(await world.runToEnd()).toMatchObject({ status: 'succeeded', counts: { posts: { new: 0 } } });
    expect(await show(data.publication.id)).toMatchObject({ state: 'published' });
  });

  it('waits for a quota, and gives up where BAND says no for good', async () => {
    await world.band.faults({ kind: 'user_quota', endpoint: CREATE, times: 1 });
    const waiting = await publish(newPost('한도를 기다리는 글'));
    expect(waiting.data.publication).toMatchObject({ state: 'queued', error: { code: 'BAND_USER_QUOTA' } });
    expect(await ended(waiting.data.publication.id)).toMatchObject({ state: 'published', attempts: 2 });

    await world.band.faults({ kind: 'result_code', result_code: 2142, endpoint: CREATE });
    const id = newPost('리더만 올릴 수 있는 글');
    const refused = await publish(id);
    expect(refused.data.publication).toMatchObject({ state: 'failed', error: { code: 'BAND_LEADERS_ONLY' } });
    expect(refused.data.publication.error?.message).toContain('리더');
    expect(await actions(id)).toEqual(['post.publishing-ordered', 'post.not-published-at-band']);
    await world.band.faults();
    expect((await publish(id)).data.publication.state).toBe('published');
  });

  it('gives up after three posts that BAND never shows', async () => {
    await world.band.faults({ kind: 'server_error', endpoint: CREATE });
    const { data } = await publish(newPost('끝내 보이지 않는 글'));
    expect(await ended(data.publication.id)).toMatchObject({
      state: 'failed',
      attempts: 3,
      error: { code: 'BAND_FAILED' },
    });
  });
});
