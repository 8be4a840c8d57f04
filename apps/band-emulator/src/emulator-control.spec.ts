import { app, call, CONFIG, control, type Json, member, readAll, signIn } from '../test/emulator-under-test';
import { ENDPOINTS } from './control/faults';

describe('faults', () => {
  it.each<[string, number, number]>([
    ['app_quota', 200, 1001],
    ['user_quota', 200, 1002],
    ['cool_down', 200, 1003],
    ['invalid_response', 200, 2300],
    ['unauthorized', 401, 10401],
    ['forbidden', 403, 10403],
    ['not_member', 200, 60102],
  ])('%s answers with its code, as often as ordered', async (kind, status, code) => {
    const token = await signIn();
    await control('faults', { faults: [{ kind, times: 2, after: 1 }] });
    const codes: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      const answer = await call('/v2/profile', token);
      codes.push(answer.json().result_code);
      if (n === 1) expect(answer.statusCode).toBe(status);
    }
    expect(codes).toEqual([1, code, code, 1]);
  });

  it('hits one endpoint and one user only', async () => {
    const [token, theirs] = [await signIn(), await signIn(member)];
    await control('faults', { faults: [{ kind: 'app_quota', endpoint: '/v2/band/posts', user_key: member }] });
    expect((await call('/v2/band/posts', theirs)).json().result_code).toBe(1001);
    expect((await call('/v2/band/posts', token)).json().result_code).toBe(1);
    expect((await call('/v2/profile', theirs)).json().result_code).toBe(1);
    await app.inject({ method: 'DELETE', url: '/emulator/faults' });
    expect((await call('/v2/band/posts', theirs)).json().result_code).toBe(1);
  });

  it('spoils answers in the ways that networks and gateways do', async () => {
    const token = await signIn();
    const spoilt = async (fault: object) => {
      await control('faults', { reset: true, faults: [{ times: 1, ...fault }] });
      return call('/v2/profile', token);
    };
    const tooMany = await spoilt({ kind: 'too_many_requests', retry_after: 3 });
    expect([tooMany.statusCode, tooMany.headers['retry-after']]).toEqual([429, '3']);
    expect((await spoilt({ kind: 'server_error' })).statusCode).toBe(502);
    for (const kind of ['not_json', 'truncated', 'empty']) {
      const { body } = await spoilt({ kind });
      expect(() => JSON.parse(body)).toThrow();
    }
    expect((await spoilt({ kind: 'nonsense' })).json().result_data.bands).toBe(7);
    const odd = await spoilt({ kind: 'odd_status', status: 500 });
    expect([odd.statusCode, odd.json().result_code]).toEqual([500, 1]);
    const elsewhere = await spoilt({ kind: 'redirect', location: 'http://elsewhere.test/' });
    expect([elsewhere.statusCode, elsewhere.headers.location]).toEqual([302, 'http://elsewhere.test/']);
    await expect(spoilt({ kind: 'drop' })).rejects.toThrow();
  });

  it('shows half a list as if it were the whole one', async () => {
    const token = await signIn();
    const list = async () => (await call('/v2/band/albums', token, { limit: '4' })).json().result_data;
    const whole = await list();
    await control('faults', { faults: [{ kind: 'short_list', times: 1 }] });
    const short = await list();
    expect([short.items, short.paging.next_params]).toEqual([whole.items.slice(0, 2), null]);
    expect(await list()).toMatchObject({ items: whole.items });
  });

  it('delays an answer', async () => {
    const token = await signIn();
    await control('faults', { faults: [{ kind: 'delay', delay_ms: 60, times: 1 }] });
    const start = process.hrtime.bigint();
    expect((await call('/v2/profile', token)).json().result_code).toBe(1);
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeGreaterThan(50);
  });

  it('can drop the answer of a post that was created all the same', async () => {
    const token = await signIn();
    await control('faults', {
      faults: [{ kind: 'drop', endpoint: '/v2.2/band/post/create', when: 'after', times: 1 }],
    });
    const payload = { access_token: token, band_key: CONFIG.BAND_KEY, content: '한 번만' };
    await expect(app.inject({ method: 'POST', url: '/v2.2/band/post/create', payload })).rejects.toThrow();
    expect(
      (await readAll('/v2/band/posts', token, { limit: '100' })).filter((post) => post.content === '한 번만'),
    ).toHaveLength(1);
  });

  it('refuses orders it does not understand', async () => {
    expect((await control('faults', { faults: [{ kind: 'flood' }] })).statusCode).toBe(400);
    expect((await control('faults', { fault: 'x' })).statusCode).toBe(400);
    for (const nowhere of [{ endpoint: '/v2/band/post' }, { endpoint: '/emulator/stats' }, { user_key: 'nobody' }]) {
      expect((await control('faults', { faults: [{ kind: 'app_quota', ...nowhere }] })).statusCode).toBe(400);
    }
    expect((await app.inject('/emulator/faults')).json().faults).toEqual([]);
  });

  it.each(ENDPOINTS)('can be ordered for %s, and hits it', async (endpoint) => {
    await control('faults', { faults: [{ kind: 'server_error', endpoint }] });
    const method = endpoint.endsWith('create') ? 'POST' : 'GET';
    expect((await app.inject({ method, url: endpoint.replace(':id', 'cover') })).statusCode).toBe(502);
  });

  it('counts calls by endpoint', async () => {
    const token = await signIn();
    await app.inject({ method: 'DELETE', url: '/emulator/stats' });
    await call('/v2/profile', token);
    await call('/v2/profile', 'wrong');
    expect((await app.inject('/emulator/stats')).json()).toMatchObject({
      total: 2,
      faults: 0,
      endpoints: { '/v2/profile': 2 },
      results: { '1': 1, '10401': 1 },
    });
  });
});

describe('changes', () => {
  it("adds, edits and removes, and BAND's answers follow", async () => {
    const token = await signIn();
    const added = (
      await control('changes', {
        members: { add: [{ name: '신입<1>' }], edit: [{ user_key: member, name: '새이름' }] },
        posts: { add: [{ content: `안녕 @[${member}]`, author_key: member, photos: 2 }] },
        albums: { add: [{ name: '새 앨범' }] },
      })
    ).json();
    const [post_key] = added.posts.added;
    const item = (await call('/v2/band/posts', token, { limit: '1' })).json().result_data.items[0];
    expect(item).toMatchObject({ post_key, author: { name: '새이름', user_key: member } });
    expect(item.content).toContain(`안녕 <band:refer user_key="${member}">새이름</band:refer>`);
    expect(item.photos).toHaveLength(2);

    const { comments, photos } = (
      await control('changes', {
        comments: { add: [{ post_key, content: '좋아요' }] },
        photos: { add: [{ photo_album_key: added.albums.added[0] }] },
      })
    ).json();
    expect((await call('/v2/band/post/comments', token, { post_key })).json().result_data.items[0].content).toBe(
      '좋아요',
    );
    expect((await readAll('/v2/band/albums', token))[0]).toMatchObject({ name: '새 앨범', photo_count: 1 });

    await control('changes', {
      comments: { remove: comments.added },
      photos: { remove: photos.added },
      posts: { edit: [{ post_key, content: '고침' }] },
    });
    expect((await call('/v2.1/band/post', token, { post_key })).json().result_data.post).toMatchObject({
      comment_count: 0,
    });
    await control('changes', { posts: { remove: [post_key] }, members: { remove: [member] } });
    expect((await call('/v2.1/band/post', token, { post_key })).json().result_code).toBe(211);
    expect((await call('/v2/band/posts', await signIn(member))).json().result_code).toBe(60102);
    expect(await readAll('/v2/band/posts', token)).toHaveLength(400);
  });

  it('keeps one leader', async () => {
    await control('changes', { members: { edit: [{ user_key: member, role: 'leader' }] } });
    const { members } = (await app.inject('/emulator/members')).json();
    expect(members.filter((one: Json) => one.role === 'leader').map((one: Json) => one.user_key)).toEqual([member]);
  });

  it('refuses what is not there', async () => {
    expect((await control('changes', { posts: { remove: ['nothing'] } })).statusCode).toBe(400);
    expect((await control('changes', { posts: { add: [{}] } })).statusCode).toBe(400);
  });
});
