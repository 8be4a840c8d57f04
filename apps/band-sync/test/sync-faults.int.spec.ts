import { World } from './support/world';

jest.setTimeout(60_000);

const POSTS = '/v2/band/posts';
const COMMENTS = '/v2/band/post/comments';

describe('a sync run when BAND fails', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({}, { EMULATOR_POSTS: '130' });
    await world.connect();
  });
  afterAll(() => world?.stop());
  afterEach(() => world.band.faults());

  it('pauses at a quota, keeps what it had, says when it goes on, and goes on from there', async () => {
    await world.band.faults({ kind: 'app_quota', endpoint: POSTS, after: 1 });
    const paused = await world.runToEnd();

    expect(paused).toMatchObject({ status: 'paused', error: { code: 'BAND_APP_QUOTA' }, progress: { posts_read: 50 } });
    expect(paused.error?.message).toContain('한도');
    expect(Date.parse(paused.resume_at ?? '') - Date.now()).toBeGreaterThan(29 * 60_000);
    expect(await world.events('post')).toHaveLength(50);

    await world.band.faults({ kind: 'user_quota' });
    const again = await world.runToEnd();
    expect(again).toMatchObject({ id: paused.id, status: 'paused', error: { code: 'BAND_USER_QUOTA' } });
    expect(Date.parse(again.resume_at ?? '') - Date.now()).toBeGreaterThan(59 * 60_000);

    await world.band.faults();
    const before = (await world.band.calls())[POSTS] ?? 0;
    const ended = await world.runToEnd();
    expect(ended).toMatchObject({ id: paused.id, status: 'succeeded', error: null, resume_at: null });
    expect(ended.counts.posts).toEqual({ seen: 130, new: 130, changed: 0, unchanged: 0, gone: 0 });
    expect(((await world.band.calls())[POSTS] ?? 0) - before).toBe(2);
    expect(await world.events('post')).toHaveLength(130);
  });

  it.each([
    ['cool_down', {}],
    ['too_many_requests', {}],
    ['server_error', {}],
    ['invalid_response', {}],
    ['not_json', {}],
    ['truncated', {}],
    ['nonsense', {}],
    ['empty', {}],
    ['drop', {}],
    ['cut_off', {}],
    ['odd_status', {}],
    ['result_code', { result_code: 9_999 }],
  ])('gets over %s twice', async (kind, more) => {
    await world.band.faults(
      { kind, endpoint: POSTS, times: 2, ...more },
      { kind, endpoint: COMMENTS, times: 2, ...more },
    );
    const run = await world.runToEnd();
    expect(run).toMatchObject({
      status: 'succeeded',
      counts: { posts: { seen: 130, gone: 0 }, comments: { gone: 0 } },
    });
  });

  it('takes no comment for gone because a list was cut short, and those that are gone when it was not', async () => {
    await world.band.faults({ kind: 'short_list', endpoint: COMMENTS, times: 1 });
    const events = await world.told();
    const doubted = await world.runToEnd();
    expect(doubted).toMatchObject({
      status: 'succeeded',
      counts: { comments: { gone: 0 } },
      warnings: [{ code: 'SYNC_LIST_NOT_WHOLE', details: { list: 'comments' } }],
    });
    expect(await world.told()).toBe(events);

    // Nor because every list is, as often as it is read: BAND counts more of them.
    await world.band.faults({ kind: 'short_list', endpoint: COMMENTS });
    expect(await world.runToEnd()).toMatchObject({
      status: 'succeeded',
      counts: { comments: { gone: 0 } },
      warnings: [{ code: 'SYNC_LIST_NOT_WHOLE', details: { list: 'comments' } }],
    });
    expect(await world.told()).toBe(events);
    await world.band.faults();

    const [mirror] = await world.db.collection<{ _id: string }>('comment_mirrors').find().toArray();
    await world.band.change({ comments: { remove: [mirror?._id] } });
    const run = await world.runToEnd();
    expect(run).toMatchObject({ status: 'succeeded', counts: { comments: { gone: 1 } }, warnings: [] });
  });

  it.each([
    ['cool_down', 'BAND_TOO_FAST', 3],
    ['too_many_requests', 'BAND_TOO_FAST', 3],
    ['server_error', 'BAND_FAILED', 3],
    ['invalid_response', 'BAND_BAD_REPLY', 3],
    ['not_json', 'BAND_BAD_REPLY', 3],
    ['nonsense', 'BAND_BAD_REPLY', 3],
    ['empty', 'BAND_BAD_REPLY', 3],
    ['drop', 'BAND_UNREACHABLE', 3],
    ['forbidden', 'BAND_FORBIDDEN', 1],
    ['not_member', 'BAND_NOT_A_MEMBER', 1],
  ])('stops at lasting %s with %s after %i tries, and takes nothing for gone', async (kind, code, tries) => {
    await world.band.faults({ kind, endpoint: POSTS });
    const before = (await world.band.calls())[POSTS] ?? 0;
    const events = await world.told();
    const run = await world.runToEnd();

    expect(run).toMatchObject({ status: 'failed', error: { code, details: { endpoint: POSTS } } });
    expect(((await world.band.calls())[POSTS] ?? 0) - before).toBe(tries);
    expect(await world.told()).toBe(events);
  });

  it('gives up on a BAND that does not answer within the deadline', async () => {
    await world.band.faults({ kind: 'delay', delay_ms: 10_000, endpoint: POSTS });
    expect(await world.runToEnd()).toMatchObject({ status: 'failed', error: { code: 'BAND_TIMEOUT' } });
  });

  it('says so when auth does not answer', async () => {
    await world.band.change({ members: { add: [{ name: '신입' }] } });
    const [newcomer] = (await world.band.members()).filter((member) => member.name === '신입');
    await world.band.change({ posts: { add: [{ content: '안녕하세요', author_key: newcomer?.user_key }] } });
    world.directory.upsert = () => {
      throw new Error('broken');
    };
    expect(await world.runToEnd()).toMatchObject({ status: 'failed', error: { code: 'SYNC_DIRECTORY_REFUSED' } });
  });

  it('renews a token that BAND refuses, and asks staff to connect again when that does not help', async () => {
    await world.band.faults({ kind: 'unauthorized', endpoint: POSTS, times: 1 });
    Reflect.deleteProperty(world.directory, 'upsert');
    // Another process was about to renew it, and died.
    const renewal_until = new Date(Date.now() + 1_500);
    await world.db.collection('band_connections').updateOne({}, { $set: { renewal_until } });
    expect(await world.runToEnd()).toMatchObject({ status: 'succeeded' });
    expect(Date.now()).toBeGreaterThan(renewal_until.getTime());
    expect(await world.db.collection('band_connections').findOne({})).not.toHaveProperty('renewal_until');

    const admin = '64b0000000000000000000ad';
    await world.db
      .collection('members')
      .insertOne({ _id: admin as never, roles: ['ADMIN'], status: 'active', display_name: '관리자', version: 1 });
    await world.band.settings({ revoke_tokens: true });
    expect(await world.runToEnd()).toMatchObject({ status: 'failed', error: { code: 'BAND_TOKEN_REFUSED' } });
    const { data } = await world.as('ADMIN')('GET', '/api/v1/admin/band/connection');
    expect(data).toMatchObject({ state: 'reconnect_needed' });
    expect(await world.as('OPERATOR')('POST', '/api/v1/admin/sync-runs')).toMatchObject({
      status: 422,
      error: { code: 'BAND_TOKEN_REFUSED' },
    });

    const asked = { name: 'band-sync.notification.requested' };
    expect(await world.db.collection('outbox').find(asked).toArray()).toMatchObject([
      { payload: { member_ids: [admin], type: 'band.disconnected' } },
    ]);

    await world.connect();
    expect(await world.runToEnd()).toMatchObject({ status: 'succeeded' });
  });

  it('never keeps or tells an access token', async () => {
    const collections = await world.db.listCollections().toArray();
    for (const { name } of collections) {
      const text = JSON.stringify(await world.db.collection(name).find().toArray());
      expect(text).not.toMatch(/access_token|ZQAAA/);
    }
  });
});
