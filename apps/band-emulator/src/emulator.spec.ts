import { createEmulator } from './app';
import {
  app,
  authorize,
  call,
  codeFor,
  CONFIG,
  control,
  exchange,
  type Json,
  leader,
  member,
  outsider,
  readAll,
  signIn,
} from '../test/emulator-under-test';

describe('OAuth', () => {
  it('shows a page without login_as, and lets a person refuse', async () => {
    const page = await authorize({ state: 's"1' });
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.body).toContain('value="s&quot;1"');
    const refused = await authorize({ deny: '1', login_as: leader, state: 's1' });
    expect(refused.headers.location).toBe('http://localhost:3000/callback?nonce=n%201&error=access_denied&state=s1');
  });

  it('answers login_as at once, keeps the nonce, and echoes state unless told not to', async () => {
    const first = await authorize({ login_as: leader, state: 's1' });
    expect(first.statusCode).toBe(302);
    expect(first.headers.location).toMatch(/^http:\/\/localhost:3000\/callback\?nonce=n%201&code=[\w-]+&state=s1$/);
    await control('faults', { state_echo: false });
    expect((await authorize({ login_as: leader, state: 's1' })).headers.location).not.toContain('state');
  });

  it('redirects to an app scheme too', async () => {
    const { headers } = await authorize({ login_as: leader, redirect_uri: 'dongbaejul://auth/callback' });
    expect(headers.location).toMatch(/^dongbaejul:\/\/auth\/callback\?code=/);
  });

  it('gives tokens for a code once, only to the client', async () => {
    const code = await codeFor(member);
    expect((await exchange({ code }, 'Basic bm9ib2R5Og==')).statusCode).toBe(401);
    const tokens = (await exchange({ code })).json();
    expect(tokens).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      refresh_token: expect.any(String),
      expires_in: expect.any(Number),
      scope: expect.any(String),
      user_key: member,
    });
    expect((await exchange({ code })).json().error).toBe('invalid_grant');
    const renewed = (await exchange({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token })).json();
    expect((await call('/v2/profile', renewed.access_token)).json().result_data.user_key).toBe(member);
  });

  it('refuses unknown clients, nobody to log in as, and addresses that are none', async () => {
    const wrongs: Record<string, string>[] = [
      { client_id: 'x' },
      { login_as: 'nobody' },
      { redirect_uri: '/relative' },
      { redirect_uri: 'javascript:alert(1)' },
    ];
    for (const wrong of wrongs) {
      expect((await authorize(wrong)).statusCode).toBe(400);
    }
  });

  it('keeps tokens good over a restart, and ends them when told', async () => {
    const token = await signIn();
    const again = await createEmulator();
    const query = { access_token: token };
    expect((await again.inject({ url: '/v2/profile', query })).json().result_code).toBe(1);
    await again.inject({ method: 'POST', url: '/emulator/faults', payload: { revoke_tokens: true } });
    expect((await again.inject({ url: '/v2/profile', query })).json().result_code).toBe(10401);
    await again.close();
  });
});

describe('Open API', () => {
  it('answers profile and bands', async () => {
    const token = await signIn(member);
    expect((await call('/v2/profile', token)).json()).toEqual({
      result_code: 1,
      result_data: {
        user_key: member,
        name: expect.any(String),
        profile_image_url: expect.stringContaining('/images/'),
        is_app_member: true,
        message_allowed: true,
      },
    });
    expect((await call('/v2.1/bands', token)).json().result_data.bands).toEqual([
      { name: '동배즐', band_key: CONFIG.BAND_KEY, cover: expect.any(String), member_count: 200 },
    ]);
    expect((await call('/v2.1/bands', await signIn(outsider))).json().result_data.bands).toEqual([]);
  });

  it("lists all posts to the end, in BAND's shapes", async () => {
    const token = await signIn();
    const first = (await call('/v2/band/posts', token)).json().result_data;
    expect(first.paging.previous_params).toBeNull();
    expect(first.paging.next_params).toEqual({
      after: expect.any(String),
      limit: '20',
      band_key: CONFIG.BAND_KEY,
      access_token: token,
    });
    const posts = await readAll('/v2/band/posts', token);
    expect(new Set(posts.map((post) => post.post_key)).size).toBe(400);
    expect(Object.keys(posts[0]).sort()).toEqual(
      [
        'author',
        'band_key',
        'comment_count',
        'content',
        'created_at',
        'emotion_count',
        'latest_comments',
        'photos',
        'post_key',
      ].sort(),
    );
    const authors = posts.map((post) => post.author);
    expect(authors.some((author) => author.role === undefined)).toBe(true);
    expect(authors.some((author) => author.user_key === undefined)).toBe(true);
    const content = posts.map((post) => post.content).join();
    expect(content).toMatch(/<band:refer user_key="AA[\w-]{22}">[^<]+<\/band:refer>/);
    expect(content).toMatch(/<band:attachment type="photo" id="[\w-]+"\/>/);
    expect(content).toContain('&lt;공지&gt;');
    expect(content.replace(/<\/?band:[^>]*>/g, '')).not.toMatch(/[<>"]/);
    expect(posts.flatMap((post) => post.latest_comments)[0]).toEqual({
      body: expect.any(String),
      author: expect.any(Object),
      created_at: expect.any(Number),
    });
  });

  it("shows a post alone with its pictures in each of BAND's ways", async () => {
    const token = await signIn();
    const ways = new Set<string>();
    for (const { post_key } of (await readAll('/v2/band/posts', token)).filter((post) => post.photos.length > 0)) {
      const { post } = (await call('/v2.1/band/post', token, { post_key })).json().result_data;
      if (Array.isArray(post.photos)) ways.add('photos');
      if (post.photo) ways.add(post.photo.url ? 'one photo' : 'photo by id');
      if (post.video)
        ways.add(typeof (Object.values(post.video)[0] as Json).url === 'string' ? 'video by id' : 'wrong');
    }
    expect(ways).toEqual(new Set(['photos', 'one photo', 'photo by id', 'video by id']));
  });

  it('lists comments with content, in both orders', async () => {
    const token = await signIn();
    const { post_key, comment_count } = (await readAll('/v2/band/posts', token)).find(
      (post) => post.comment_count > 20,
    );
    const comments = await readAll('/v2/band/post/comments', token, { post_key });
    expect(comments).toHaveLength(comment_count);
    expect(comments[0]).toMatchObject({
      band_key: CONFIG.BAND_KEY,
      post_key,
      comment_key: expect.any(String),
      content: expect.any(String),
    });
    const reversed = await readAll('/v2/band/post/comments', token, { post_key, sort: '-created_at' });
    expect(reversed.map((comment) => comment.comment_key)).toEqual(
      comments.map((comment) => comment.comment_key).reverse(),
    );
  });

  it('lists albums and all their photos, and their pictures are there', async () => {
    const token = await signIn();
    const albums = await readAll('/v2/band/albums', token);
    expect(albums).toHaveLength(20);
    const photos = await readAll('/v2/band/album/photos', token, { photo_album_key: albums[0].photo_album_key });
    expect(photos).toHaveLength(albums[0].photo_count);
    expect(photos[0]).toEqual({
      photo_key: expect.any(String),
      url: expect.any(String),
      width: expect.any(Number),
      height: expect.any(Number),
      photo_album_key: albums[0].photo_album_key,
      created_at: expect.any(Number),
      author: expect.any(Object),
      comment_count: expect.any(Number),
      emotion_count: expect.any(Number),
      is_video_thumbnail: expect.any(Boolean),
    });
    const image = await app.inject(new URL(photos[0].url).pathname);
    expect(image.headers['content-type']).toBe('image/png');
    expect(image.rawPayload.readUInt32BE(16)).toBe(photos[0].width);
    expect((await app.inject('/images/unknown')).statusCode).toBe(404);
  });

  it('answers permissions by role, and has no member list', async () => {
    const permissions = { permissions: 'posting,contents_deletion' };
    expect((await call('/v2/band/permissions', await signIn(), permissions)).json().result_data.permissions).toEqual([
      'posting',
      'contents_deletion',
    ]);
    expect(
      (await call('/v2/band/permissions', await signIn(member), permissions)).json().result_data.permissions,
    ).toEqual(['posting']);
    expect((await call('/v2/band/members', await signIn())).statusCode).toBe(404);
  });

  it('creates a post from a form, unless only the leader may', async () => {
    const [token, theirs] = [await signIn(), await signIn(member)];
    const create = (accessToken: string) =>
      app.inject({
        method: 'POST',
        url: '/v2.2/band/post/create',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({
          access_token: accessToken,
          band_key: CONFIG.BAND_KEY,
          content: '새 <글>',
          do_push: 'true',
        }).toString(),
      });
    const { post_key } = (await create(theirs)).json().result_data;
    expect((await call('/v2.1/band/post', token, { post_key })).json().result_data.post.content).toBe('새 &lt;글&gt;');
    await control('changes', { band: { posting: 'leader' } });
    expect((await create(theirs)).json().result_code).toBe(2142);
    expect((await create(token)).json().result_code).toBe(1);
  });

  it.each<[number, string, Record<string, string>]>([
    [10401, '/v2/profile', { access_token: 'ZQAAAnonsense' }],
    [60102, '/v2/band/posts', { band_key: 'another' }],
    [212, '/v2/band/posts', { band_key: '' }],
    [212, '/v2/band/posts', { locale: '' }],
    [211, '/v2/band/posts', { limit: '0' }],
    [211, '/v2/band/posts', { after: 'nowhere' }],
    [212, '/v2.1/band/post', {}],
    [211, '/v2.1/band/post', { post_key: 'nothing' }],
    [211, '/v2/band/post/comments', { post_key: 'nothing' }],
    [211, '/v2/band/album/photos', { photo_album_key: 'nothing' }],
    [211, '/v2/band/permissions', { permissions: 'everything' }],
  ])('answers %d at %s with %j', async (code, path, query) => {
    expect((await call(path, await signIn(), query)).json()).toEqual({
      result_code: code,
      result_data: {
        message: expect.any(String),
        detail: query.access_token || query.band_key ? null : expect.any(String),
      },
    });
  });

  it('shuts out who is not a member', async () => {
    expect((await call('/v2/band/posts', await signIn(outsider))).json().result_code).toBe(60102);
  });
});

describe('health', () => {
  it.each(['/healthz', '/readyz'])('%s answers', async (path) => expect((await app.inject(path)).statusCode).toBe(200));

  it('has the documented body', async () => {
    expect((await app.inject('/health')).json()).toEqual({
      status: 'OK',
      timestamp: expect.any(String),
      uptime: expect.any(Number),
      version: '0.1.0',
    });
  });
});
