import { RequestSigner } from '@dongbaejul/identity';
import { AuthApp, identityOf, Json } from './support/auth-app';
import { logIn, newPerson } from './support/people';

const POSTS = ['/auth/signup', '/auth/login', '/auth/refresh', '/auth/band/login', '/auth/band/callback'];
const GETS = [
  '/auth/me',
  '/auth/verify',
  '/users/profile',
  '/users/members',
  '/users/6b014813b2866d3f2a4dca2d',
  '/admin/dead-letters',
];

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const BAD_BODIES: [string, string][] = [
  ['nothing', ''],
  ['half an object', '{"email":'],
  ['an array', '[]'],
  ['null', 'null'],
  ['a text', '"x"'],
  [
    'operators',
    '{"email":{"$ne":null},"username":{"$gt":""},"password":{"$regex":".*"},"refresh_token":{"$ne":1},"state":{"$ne":1},"code":[],"redirect_uri":{}}',
  ],
  ['$where', '{"$where":"sleep(1000)","email":"a@b.test"}'],
  ['prototypes', '{"__proto__":{"roles":["ADMIN"]},"constructor":{"prototype":{}}}'],
  ['dotted keys', '{"roles.0":"ADMIN","email":"a@b.test"}'],
  [
    'NUL and half a surrogate',
    '{"email":"a\\u0000@b.test","username":"\\ud800x","password":"\\ud800xxxxxxxxxx","refresh_token":"\\u0000","state":"\\ud800","code":"\\ud800","redirect_uri":"\\u0000"}',
  ],
  [
    'numbers',
    '{"email":1e400,"username":-1,"password":12345678901234567890,"refresh_token":0,"state":true,"code":[1],"redirect_uri":5}',
  ],
  ['1,000 levels', `{"email":${nested(1_000)}}`],
  ['300 KB', JSON.stringify({ email: 'x'.repeat(300_000) })],
];

describe('what reaches auth from outside', () => {
  let app: AuthApp;
  let token: string;
  beforeAll(async () => {
    app = await AuthApp.start();
    token = (await newPerson(app)).token;
  }, 30_000);
  afterAll(() => app.stop());

  it.each(BAD_BODIES)('is refused politely: %s', async (_name, raw) => {
    for (const route of POSTS) {
      const answer = await app.call('POST', route, { raw });
      expect([route, answer.status >= 400 && answer.status < 500, answer.body.status]).toEqual([route, true, 'error']);
      expect(answer.body.error).toMatchObject({
        code: expect.any(String),
        message: expect.any(String),
        trace_id: expect.any(String),
      });
    }
    const patch = await app.call('PATCH', '/users/profile', { token, raw });
    expect(patch.status).toBeLessThan(500);
  });

  it.each([
    'page=0',
    'page=x',
    'limit=101',
    'limit=-1',
    'after=junk',
    'search[$ne]=1',
    'search=%00',
    'search=a&search=b',
    'unknown=1',
    'page=99999',
  ])('GET /users/members?%s is 400', async (query) =>
    expect((await app.call('GET', `/users/members?${query}`, { token })).status).toBe(400),
  );

  it.each(['x', '1', '[object Object]', '../../etc', '%00', 'constructor'])('/users/%s is no member', async (id) => {
    const answer = await app.call('GET', `/users/${encodeURIComponent(id)}`, { token });
    expect([400, 404]).toContain(answer.status);
  });

  it.each([['OFF'], ['$where'], ['__proto__']])('another content type or method is refused (%s)', async (word) => {
    const form = await app.call('POST', '/auth/login', {
      raw: `a=${word}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(form.status).toBe(415);
    expect((await app.call('DELETE', '/auth/login')).status).toBeGreaterThanOrEqual(404);
  });

  it('does not believe an identity that nobody signed', async () => {
    const identity = identityOf(token);
    const forged = { 'x-user-id': identity.userId, 'x-user-roles': 'SUPERADMIN', 'x-session-id': identity.sessionId };
    for (const route of GETS) {
      for (const headers of [{}, forged, { authorization: `Bearer ${token}` }]) {
        const answer = await app.send('GET', `/api/v1${route}`, headers as Record<string, string>);
        expect([route, answer.status, answer.code]).toEqual([route, 401, 'NOT_THROUGH_GATEWAY']);
      }
    }
  });

  it('does not believe a signature of another secret, service, path, time or person', async () => {
    const path = '/api/v1/auth/me';
    const right = { service: 'auth', method: 'GET', path, clientAddress: '', identity: identityOf(token) } as const;
    const status = async (headers: Record<string, string>) => (await app.send('GET', path, headers)).status;
    expect(await status(app.signer.sign(right))).toBe(200);
    const wrong = [
      new RequestSigner('x'.repeat(32)).sign(right),
      new RequestSigner(app.config.GATEWAY_SIGNING_SECRET, () => Date.now() - 31_000).sign(right),
      app.signer.sign({ ...right, service: 'core' }),
      app.signer.sign({ ...right, method: 'POST' }),
      app.signer.sign({ ...right, path: `${path}?x=1` }),
      { ...app.signer.sign(right), 'x-user-roles': 'SUPERADMIN' },
      { ...app.signer.sign(right), 'x-user-id': '6b014813b2866d3f2a4dca2d' },
    ];
    for (const headers of wrong) expect(await status(headers)).toBe(401);
  });

  it('wants a session where one is needed', async () => {
    for (const route of GETS) {
      const { status, code } = await app.call('GET', route);
      expect([route, status, code]).toEqual([route, 401, 'SIGN_IN_REQUIRED']);
    }
  });

  it('publishes its keys to everyone', async () => {
    const { status, body } = await app.send('GET', '/.well-known/jwks.json');
    expect([status, body.keys.length]).toEqual([200, 1]);
  });
});

describe('demo accounts', () => {
  let app: AuthApp;
  beforeAll(async () => (app = await AuthApp.start({ NODE_ENV: 'development', DEMO_ACCOUNTS: 'true' })), 30_000);
  afterAll(() => app.stop());

  it.each([
    ['superadmin', ['USER', 'SUPERADMIN']],
    ['auditor', ['USER', 'AUDITOR']],
    ['member2', ['USER']],
  ])('%s signs in with the documented password', async (name, roles) => {
    const answer = await logIn(app, { email: `${name}@dongbaejul.test`, password: 'dongbaejul-demo-1' });
    expect([answer.status, (answer.data as Json).user.roles]).toEqual([200, roles]);
  });
});
