import { ApiClient, Platform, until } from '@dongbaejul/testing';

interface Post {
  id: string;
  title: string;
  source: string;
  author: { id: string | null; display_name: string };
  like_count: number;
  comment_count: number;
}

/** The main job on real input: the club as BAND serves it, read and written by members through the gateway. */
describe('a member of the club', () => {
  let platform: Platform;
  let member: ApiClient;

  beforeAll(async () => {
    platform = await Platform.start({ services: { 'band-emulator': 1, auth: 1, core: 1, 'band-sync': 1, gateway: 1 } });
    await platform.whenSynced();
    // The run has told everything; core and auth take it in a little later.
    const operator = await platform.signIn('operator');
    const total = async () =>
      (await operator.get<{ pagination: { total: number } }>('/posts?limit=1')).data.pagination.total === 400;
    await until(total, 'all posts of BAND have arrived', { withinMs: 150_000, everyMs: 250 });
  }, 240_000);
  afterAll(() => platform.stop(), 30_000);

  it('signs in with BAND and becomes the member that the sync brought', async () => {
    const emulator = platform.of('band-emulator')[0]!.url;
    const { members } = (await (await fetch(`${emulator}/emulator/members`)).json()) as {
      members: { user_key: string; name: string }[];
    };
    const person = members[7]!;
    member = platform.client();
    const start = await member.post<{ auth_url: string; state: string }>('/auth/band/login', {
      redirect_uri: 'http://localhost:8080/callback',
    });
    expect(start.status).toBe(200);
    const redirect = await fetch(`${start.data.auth_url}&login_as=${person.user_key}`, { redirect: 'manual' });
    const code = new URL(redirect.headers.get('location') ?? '').searchParams.get('code');
    const callback = await member.post<{
      access_token: string;
      user: { id: string; display_name: string };
      permissions: string[];
    }>('/auth/band/callback', { code, state: start.data.state });
    expect(callback.status).toBe(200);
    expect(callback.data.user.display_name).toBe(person.name);
    member.use(callback.data);
    const again = await member.post('/auth/band/callback', { code, state: start.data.state });
    expect([400, 401]).toContain(again.status);
    const { data } = await member.get<{ members: { id: string }[] }>(
      `/users/members?search=${encodeURIComponent(person.name)}`,
    );
    expect(data.members.filter((one) => one.id === member.userId)).toHaveLength(1);
  });

  it('sees the own profile with what BAND knows of it, and the club in Korean', async () => {
    const profile = await member.get<{ user: { id: string; band_linked: boolean }; stats: { posts: number } }>(
      '/users/profile',
    );
    expect(profile.data.user).toMatchObject({ id: member.userId, band_linked: true });
    const counted = async () => (await member.get<{ stats: { posts: number } }>('/users/profile')).data.stats.posts > 0;
    await until(counted, 'the posts of BAND count as theirs', { withinMs: 30_000 });
    const list = await member.get<{ members: { display_name: string }[]; pagination: { total: number } }>(
      '/users/members?limit=100',
    );
    expect(list.data.pagination.total).toBeGreaterThanOrEqual(200);
    expect(list.data.members.filter((one) => /[가-힣]{2}/.test(one.display_name)).length).toBeGreaterThan(90);
  });

  it('reads all 400 posts of BAND, each once, most with their authors', async () => {
    const ids = new Set<string>();
    let named = 0;
    let after = '';
    do {
      const { data } = await member.get<{ posts: Post[]; next_cursor: string | null }>(
        `/posts?limit=100${after && `&after=${encodeURIComponent(after)}`}`,
      );
      for (const post of data.posts.filter((one) => one.source === 'band')) {
        ids.add(post.id);
        if (post.author.id) named += 1;
        expect(post.author.display_name).not.toBe('');
        expect(post.title).not.toMatch(/&(lt|gt|amp|quot);|<band:/);
      }
      after = data.next_cursor ?? '';
    } while (after);
    expect(ids.size).toBe(400);
    expect(named).toBeGreaterThan(300);
  });

  it('writes, likes and comments; a staff route says 403', async () => {
    const created = await member.post<{ post: Post }>('/posts', {
      title: '토요일 번개',
      content: '오후 2시, 4코트',
      category: 'free',
    });
    expect(created.status).toBe(201);
    const { id } = created.data.post;
    expect((await member.post<unknown>(`/posts/${id}/like`)).data).toEqual({ liked: true, like_count: 1 });
    expect((await member.post(`/posts/${id}/comments`, { content: '저요!' })).status).toBe(201);
    const detail = await member.get<{ post: Post; comments: unknown[]; user_interaction: unknown }>(`/posts/${id}`);
    expect(detail.data.post).toMatchObject({ like_count: 1, comment_count: 1, author: { id: member.userId } });
    expect(detail.data.user_interaction).toEqual({ liked: true, read: true });
    const refused = await member.get('/admin/sync-runs');
    expect(refused).toMatchObject({ status: 403, error: { code: 'ROLE_REQUIRED' } });
  });

  it('is found by one request id in the log of every service the request touched', async () => {
    const answer = await member.get('/posts?limit=1');
    const traceId = answer.headers.get('x-request-id') ?? '';
    const services = await until(() => {
      const found = new Set(platform.traced(traceId).map((entry) => entry.service));
      return found.size >= 2 ? found : undefined;
    }, 'the request is in both logs');
    expect([...services].sort()).toEqual(['core', 'gateway']);
    const failure = await member.get('/posts/000000000000000000000000');
    expect(failure.error?.trace_id).toBe(failure.headers.get('x-request-id'));
  });

  it('is followed through an ask as well: a sync run is one trace in every service', async () => {
    const emulator = platform.of('band-emulator')[0]!.url;
    const change = async (body: object) => {
      const answer = await fetch(`${emulator}/emulator/changes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(answer.ok).toBe(true);
    };
    await change({ members: { add: [{ name: '새회원 홍길동' }] } });
    const { members } = (await (await fetch(`${emulator}/emulator/members`)).json()) as {
      members: { user_key: string; name: string }[];
    };
    const newcomer = members.find((one) => one.name === '새회원 홍길동')!;
    // BAND has no member list: who has written something is known.
    await change({ posts: { add: [{ content: '처음 인사드립니다', author_key: newcomer.user_key }] } });
    const operator = await platform.signIn('operator');
    const run = await operator.post('/users/sync-band');
    expect([200, 202]).toContain(run.status);
    const traceId = run.headers.get('x-request-id') ?? '';
    const services = async () => {
      const found = new Set(platform.traced(traceId).map((entry) => entry.service));
      return ['gateway', 'band-sync', 'auth', 'core'].every((service) => found.has(service));
    };
    await until(services, 'the request is in the logs of gateway, band-sync, auth and core', { withinMs: 30_000 });
  }, 60_000);

  it('is out within a second of signing out', async () => {
    expect((await member.post('/auth/logout')).data).toEqual({ message: 'success' });
    await until(async () => (await member.get('/users/profile')).status === 401, 'the token stops working', {
      withinMs: 1_000,
    });
  });
});
