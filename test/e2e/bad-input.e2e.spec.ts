import { ApiClient, Platform } from '@dongbaejul/testing';
import { connect } from 'node:net';

/** Whatever is sent: 4xx with a code and a sentence, never a 5xx, never a stack. */
describe('bad input', () => {
  let platform: Platform;
  let member: ApiClient;
  let postId: string;

  beforeAll(async () => {
    platform = await Platform.start({
      services: { auth: 1, core: 1, gateway: 1 },
      env: { '*': { BAND_API_URL: 'http://127.0.0.1:9', BAND_AUTH_URL: 'http://127.0.0.1:9' } },
    });
    member = await platform.signIn('member');
    postId = (await member.post<{ post: { id: string } }>('/posts', { title: 't', content: 'c', category: 'free' }))
      .data.post.id;
  }, 60_000);
  afterAll(() => platform.stop(), 30_000);

  const VALUES: [string, unknown][] = [
    ['null', null],
    ['a number', 7],
    ['a boolean', true],
    ['an array', ['a']],
    ['an empty array', []],
    ['an object', { a: 1 }],
    ['$ne', { $ne: null }],
    ['$gt', { $gt: '' }],
    ['$where', { $where: 'sleep(1000)' }],
    ['$regex', { $regex: '.*' }],
    ['__proto__ inside', JSON.parse('{"__proto__":{"admin":true}}')],
    ['NUL', 'a\u0000b'],
    ['a half surrogate', '\ud800'],
    ['a long text', 'x'.repeat(30_000)],
    ['an empty text', ''],
    ['spaces', '   '],
  ];
  const ROUTES: [string, string, string, Record<string, unknown>][] = [
    ['POST', '/auth/login', 'email', { email: 'member@dongbaejul.test', password: 'x' }],
    ['POST', '/auth/login', 'password', { email: 'member@dongbaejul.test', password: 'x' }],
    [
      'POST',
      '/auth/signup',
      'username',
      { email: 'a@b.test', password: 'long-enough-1', username: 'someone', display_name: 'n' },
    ],
    ['POST', '/auth/refresh', 'refresh_token', {}],
    ['POST', '/auth/band/login', 'redirect_uri', {}],
    ['POST', '/auth/band/callback', 'state', { code: 'c' }],
    ['POST', '/posts', 'title', { title: 't', content: 'c', category: 'free' }],
    ['POST', '/posts', 'category', { title: 't', content: 'c', category: 'free' }],
    ['PATCH', '/users/profile', 'display_name', {}],
    ['PATCH', '/users/profile', 'preferences', {}],
    ['PUT', '/notifications/preferences', 'quiet_hours', {}],
  ];

  function expectHelpful(answer: { status: number; error?: { code: string; message: string }; text: string }): void {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.error?.code).toMatch(/^[A-Z_]+$/);
    expect(answer.error?.message.length).toBeGreaterThan(3);
    expect(answer.text).not.toMatch(/node_modules|at \w+ \(|MongoServerError|CastError/);
  }

  describe.each(ROUTES)('%s %s, field %s', (method, path, field, rest) => {
    it.each(VALUES)('%s', async (name, value) => {
      const answer = await member.request(method, path, { body: { ...rest, [field]: value } });
      if (name === 'a long text' || name === 'a number' || answer.status >= 400) expectHelpful(answer);
      // What is no error here is a value that the field may have.
      else expect(answer.status).toBeLessThan(300);
    });
  });

  it.each([
    ['not JSON', '{"title": '],
    ['a bare word', 'hello'],
    ['1,000 levels deep', '['.repeat(1_000) + ']'.repeat(1_000)],
    ['100,000 levels deep', '['.repeat(100_000)],
    ['a poisoned prototype', '{"__proto__": {"isAdmin": true}, "title": "t", "content": "c", "category": "free"}'],
    ['an array', '[1,2,3]'],
    ['null', 'null'],
    ['dotted and $ keys', '{"title":"t","content":"c","category":"free","a.b":1,"$set":{"is_pinned":true}}'],
    ['300 KB', JSON.stringify({ title: 't', content: 'c'.repeat(300_000), category: 'free' })],
    ['10 MB', JSON.stringify({ title: 't', content: 'c'.repeat(10_000_000), category: 'free' })],
  ])('a body that is %s', async (_name, body) => {
    expectHelpful(await member.request('POST', '/posts', { body, headers: { 'content-type': 'application/json' } }));
  });

  it.each([
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'nonsense',
  ])('a body of type %s', async (type) => {
    const answer = await member.request('POST', '/posts', { body: '{"title":"t"}', headers: { 'content-type': type } });
    expectHelpful(answer);
    expect([400, 415]).toContain(answer.status);
  });

  it.each([
    'page=0',
    'page=-1',
    'page=x',
    'page=1e9',
    'page[$gt]=1',
    'page=1&page=2',
    'limit=101',
    'limit=0',
    'limit=1.5',
    'after=junk',
    'after=%00',
    'category=nothing',
    'category[$ne]=x',
    'author=1',
    'sort=__proto__',
    'unknown=1',
    'pinned=maybe',
  ])('GET /posts?%s', async (query) => expectHelpful(await member.get(`/posts?${query}`)));

  it.each(['x', '$ne', '000', '%00', '%ED%A0%80', 'constructor', '65f00000000000000000000g', 'a'.repeat(300)])(
    'an id that is %s',
    async (id) => {
      for (const [method, path] of [
        ['GET', `/posts/${id}`],
        ['DELETE', `/posts/${id}`],
        ['POST', `/posts/${id}/like`],
        ['GET', `/users/members/${id}`],
      ] as const) {
        expectHelpful(await member.request(method, path));
      }
    },
  );

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer a.b.c',
    'Basic eDp5',
    'bearer x',
    `Bearer ${'a'.repeat(9_000)}`,
    'Bearer a.b.c\u00e9',
  ])('the token %s', async (authorization) => {
    const answer = await platform.client().get('/users/profile', { headers: { authorization } });
    expectHelpful(answer);
  });

  it('Idempotency-Key and If-Match that make no sense', async () => {
    const post = { title: 't', content: 'c', category: 'free' };
    expectHelpful(await member.post('/posts', post, { headers: { 'idempotency-key': 'x'.repeat(300) } }));
    expectHelpful(await member.patch(`/posts/${postId}`, { title: 'u' }, { headers: { 'if-match': 'abc' } }));
  });

  it('bytes that are not HTTP', async () => {
    const { port } = new URL(platform.gateway.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('\u0016\u0003\u0001 garbage\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString())).on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect(answer).toContain('MALFORMED_REQUEST');
  });

  it('shows no stack in production, where even an error of ours is only a code and a trace id', async () => {
    const answer = await member.get('/posts/x');
    expect(answer.error).not.toHaveProperty('stack');
  });
});
