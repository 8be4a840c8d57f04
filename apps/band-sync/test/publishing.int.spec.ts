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
      return publication.state === 'queued' || publication.state === 'posting' ? undefined : publication;
    }, 60_000);
  const decide = (id: string, body: object): Promise<Answer<PublicationAnswerDto>> =>
    world.as('OPERATOR')('POST', `${LIST}/${id}/decide`, body);
  const timesAsked = async (): Promise<number> => (await world.band.calls())[CREATE] ?? 0;
  /** One of which nobody here knows whether BAND has it: the connection ended before an answer. */
  const inDoubt = async (text: string): Promise<PublicationDto> => {
    await world.band.faults({ kind: 'drop', endpoint: CREATE, times: 1 });
    const { data } = await publish(newPost(text));
    // As after an hour of looking.
    const looked = { $set: { waits: 7, next_at: new Date(0) } };
    await world.db.collection('publications').updateOne({ _id: new mongo.ObjectId(data.publication.id) }, looked);
    const left = await ended(data.publication.id);
    expect(left.state).toBe('unknown');
    return left;
  };
  /** How often a text stands at BAND, asked as a member would. */
  const atBand = async (text: string): Promise<number> =>
    (await world.postsAtBand()).filter((post) => post === text).length;
  const actions = async (id: string): Promise<string[]> =>
    (await world.db.collection('outbox').find({ 'payload.object_id': id }).sort({ _id: 1 }).toArray()).map(
      ({ payload }) => (payload as { action: string }).action,
    );

  beforeAll(async () => {
    world = await World.start(
      { BAND_TIMEOUT_MS: '1000', BAND_RETRY_UNIT_MS: '2' },
      { EMULATOR_POSTS: '20', EMULATOR_PHOTOS: '3' },
    );
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
    ['times out after BAND wrote it', { kind: 'delay', delay_ms: 2_500, when: 'after' }],
    ['times out while BAND is writing it', { kind: 'delay', delay_ms: 2_500 }],
    ['times out long before BAND writes it', { kind: 'delay', delay_ms: 6_000 }],
    ['is cut off after BAND wrote it', { kind: 'drop', when: 'after' }],
    ['is answered with nonsense after BAND wrote it', { kind: 'not_json', when: 'after' }],
    ['is answered with an error after BAND wrote it', { kind: 'server_error', when: 'after' }],
  ])('asks once and finds it when it %s', async (what, fault) => {
    const text = `한 번만: ${what}`;
    const before = await timesAsked();
    await world.band.faults({ ...fault, endpoint: CREATE, times: 1 });
    const { status, data } = await publish(newPost(text));
    expect([status, data.publication.state, data.publication.band_post_key]).toEqual([201, 'posting', null]);
    expect(data.publication.error?.message).toMatch(/BAND/);
    expect(await ended(data.publication.id)).toMatchObject({ state: 'published', attempts: 1, error: null });
    expect([await atBand(text), (await timesAsked()) - before]).toEqual([1, 1]);
  });

  it.each([
    ['is cut off before BAND wrote it', { kind: 'drop' }],
    ['meets a broken BAND', { kind: 'server_error' }],
  ])('asks once, looks, and leaves it to staff when it %s', async (what, fault) => {
    const text = `운영진이 정할 글: ${what}`;
    const id = newPost(text);
    const before = await timesAsked();
    await world.band.faults({ ...fault, endpoint: CREATE, times: 1 });
    const { data } = await publish(id);
    const left = await ended(data.publication.id);
    expect(left).toMatchObject({
      ...{ state: 'unknown', attempts: 1, next_at: null },
      error: { code: 'BAND_PUBLISH_UNKNOWN', message: expect.stringContaining('BAND에서 직접 확인') },
    });
    expect([await atBand(text), (await timesAsked()) - before]).toEqual([0, 1]);
    expect(await actions(id)).toEqual(['post.publishing-ordered', 'post.publishing-at-band-unknown']);
    expect(await publish(id)).toMatchObject({ status: 409, error: { code: 'BAND_PUBLISHED_ALREADY' } });
  });

  it('is posted again when staff say so, and only then', async () => {
    const text = '운영진이 다시 올린 글';
    const { id, object_id } = await inDoubt(text);
    for (const role of ['USER', 'AUDITOR'] satisfies Role[]) {
      const refused = await world.as(role)('POST', `${LIST}/${id}/decide`, { decision: 'post_again' });
      expect(refused.status).toBe(403);
    }
    expect(await decide(id, { decision: 'maybe' })).toMatchObject({ status: 400 });
    expect(await decide(id, { decision: 'found' })).toMatchObject({ status: 400 });
    expect(await decide(id, { decision: 'left', band_post_key: 'x' })).toMatchObject({ status: 400 });
    expect(await decide(new mongo.ObjectId().toHexString(), { decision: 'left' })).toMatchObject({ status: 404 });

    const answers = await Promise.all([1, 2, 3].map(() => decide(id, { decision: 'post_again' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await ended(id)).toMatchObject({ state: 'published', attempts: 2, error: null });
    expect(await atBand(text)).toBe(1);
    const late = await decide(id, { decision: 'post_again' });
    expect(late).toMatchObject({ status: 409, error: { code: 'PUBLICATION_NOT_UNKNOWN' } });
    expect(await actions(object_id)).toEqual([
      ...['post.publishing-ordered', 'post.publishing-at-band-unknown', 'post.publishing-ordered-again'],
      'post.published-at-band',
    ]);
  });

  it('is not posted again when BAND has it after all by then', async () => {
    const text = '한참 뒤에 나타난 글';
    const { id } = await inDoubt(text);
    const before = await timesAsked();
    await world.band.change({ posts: { add: [{ content: text }] } });
    await decide(id, { decision: 'post_again' });
    expect(await ended(id)).toMatchObject({ state: 'published', attempts: 1 });
    expect([await atBand(text), (await timesAsked()) - before]).toEqual([1, 0]);
  });

  it('is the post that staff found at BAND, or is left at that', async () => {
    const found = await inDoubt('BAND에서 고쳐 쓴 글');
    const taken = (await publish(newPost('다른 글'))).data.publication.band_post_key;
    const other = await decide(found.id, { decision: 'found', band_post_key: taken });
    expect(other).toMatchObject({ status: 409, error: { code: 'BAND_POST_TAKEN' } });
    await world.band.change({ posts: { add: [{ content: '다르게 쓴 같은 글' }] } });
    await world.runToEnd();
    const [seen] = (await world.events('post')).filter(({ payload }) => payload.content === '다르게 쓴 같은 글');
    const key = String(seen?.aggregate_id);
    expect((await decide(found.id, { decision: 'found', band_post_key: key })).data.publication).toMatchObject({
      ...{ state: 'published', band_post_key: key, error: null, next_at: null },
    });
    expect((await actions(found.object_id)).at(-1)).toBe('post.found-at-band');
    // What came over as another's is taken back: it is ours.
    expect(await world.runToEnd()).toMatchObject({ status: 'succeeded', counts: { posts: { new: 0, gone: 1 } } });

    const left = await inDoubt('그만둔 글');
    expect((await decide(left.id, { decision: 'left' })).data.publication).toMatchObject({ state: 'left' });
    expect((await actions(left.object_id)).at(-1)).toBe('post.publishing-left');
    expect(await publish(left.object_id)).toMatchObject({ status: 201, data: { publication: { state: 'published' } } });
  });

  it('is settled by a sync that sees it hours later', async () => {
    const text = '몇 시간 뒤에야 쓰인 글';
    const { id } = await inDoubt(text);
    await world.band.change({ posts: { add: [{ content: text }] } });
    expect(await world.runToEnd()).toMatchObject({ status: 'succeeded', counts: { posts: { new: 0 } } });
    expect(await show(id)).toMatchObject({ state: 'published', error: null });
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

  it('asks again by itself where BAND could not be asked at all', async () => {
    const text = '연결되지 않아 늦게 올린 글';
    const refused = await world.startSync({ BAND_API_URL: 'http://127.0.0.1:9' });
    const first = world.service;
    // The one that cannot reach BAND gets it; then it is gone, and the other one goes on.
    await first.stop();
    world.service = refused;
    const { data } = await publish(newPost(text));
    expect(data.publication).toMatchObject({ state: 'queued', error: { code: 'BAND_UNREACHABLE' } });
    await refused.stop();
    world.service = await world.startSync();
    expect(await ended(data.publication.id)).toMatchObject({ state: 'published', error: null });
    expect(await atBand(text)).toBe(1);
  });
});
