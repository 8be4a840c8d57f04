import { ApiAnswer, ApiClient, bound, Platform, until } from '@dongbaejul/testing';

/** whatever is down or hangs, every answer comes within the deadline and says what it is; then it recovers. */
describe('outages', () => {
  let platform: Platform;
  let member: ApiClient;

  beforeAll(async () => {
    platform = await Platform.start({
      services: { auth: 1, core: 1, gateway: 1 },
      own: { mongod: true, redis: true },
      env: {
        '*': { BAND_API_URL: 'http://127.0.0.1:9', BAND_AUTH_URL: 'http://127.0.0.1:9' },
        gateway: { PROXY_TIMEOUT_MS: '3000' },
      },
    });
    member = await platform.signIn('member');
  }, 90_000);
  afterAll(() => platform.stop(), 60_000);

  const timed = async (ask: () => Promise<ApiAnswer>): Promise<ApiAnswer & { ms: number }> => {
    const start = Date.now();
    const answer = await ask();
    return { ...answer, ms: Date.now() - start };
  };
  const works = async (client: ApiClient, path: string): Promise<void> => {
    await until(async () => (await client.get(path)).status === 200, `${path} works again`, {
      withinMs: bound(10_000),
    });
  };

  it('Redis away: reading and writing go on, and nobody hangs', async () => {
    await platform.redis!.kill();
    for (let i = 0; i < 5; i += 1) {
      const read = await timed(() => member.get('/posts'));
      expect(read.status).toBe(200);
      expect(read.ms).toBeLessThan(bound(3_500));
    }
    const write = await timed(() => member.post('/posts', { title: '레디스 없이', content: 'c', category: 'free' }));
    expect(write.status).toBe(201);
    const login = await timed(() =>
      platform.client().post('/auth/login', { email: 'member2@dongbaejul.test', password: 'dongbaejul-demo-1' }),
    );
    expect(login.status).toBe(200);
    await platform.redis!.start();
    await works(member, '/posts');
  }, 60_000);

  it('mongod away: 503 or 504 in time, naming no internals; back within 10 s', async () => {
    await platform.mongod!.kill();
    for (let i = 0; i < 3; i += 1) {
      const read = await timed(() => member.get('/posts'));
      expect(read).toMatchObject({
        error: { code: expect.stringMatching(/^SERVICE_(UNAVAILABLE|TIMEOUT)$/) as string },
      });
      expect([503, 504]).toContain(read.status);
      // A stack is shown in development only.
      expect(JSON.stringify({ ...read.error, stack: null })).not.toMatch(/mongo|ECONN|127\.0\.0\.1/i);
      expect(read.ms).toBeLessThan(bound(6_500));
    }
    await platform.mongod!.start();
    await works(member, '/posts');
  }, 90_000);

  it('a service dead: 503 naming it at once, the others unaffected; back by itself', async () => {
    const core = platform.of('core')[0]!;
    await core.kill();
    const dead = await timed(() => member.get('/posts'));
    expect(dead).toMatchObject({ status: 503, error: { code: 'SERVICE_UNAVAILABLE', details: { service: 'core' } } });
    expect(dead.headers.get('retry-after')).toBe('1');
    expect((await member.get('/users/profile')).status).toBe(200);
    await core.restart();
    await works(member, '/posts');
  }, 60_000);

  it('a service that hangs: 504 at the deadline, then 503 from the breaker; back by itself', async () => {
    const core = platform.of('core')[0]!;
    await core.signal('SIGSTOP');
    const hung = await timed(() => member.get('/posts'));
    expect([503, 504]).toContain(hung.status);
    expect(hung.ms).toBeLessThan(bound(4_500));
    expect((await member.get('/users/profile')).status).toBe(200);
    await core.signal('SIGCONT');
    await works(member, '/posts');
  }, 60_000);

  it('Redis and mongod that hang: bounded answers; back by themselves', async () => {
    await Promise.all([platform.redis!.signal('SIGSTOP'), platform.mongod!.signal('SIGSTOP')]);
    const answers = await Promise.all(
      ['/posts', '/users/profile', '/users/members'].map((path) => timed(() => member.get(path))),
    );
    for (const answer of answers) {
      expect([503, 504]).toContain(answer.status);
      expect(answer.ms).toBeLessThan(bound(7_000));
    }
    await Promise.all([platform.redis!.signal('SIGCONT'), platform.mongod!.signal('SIGCONT')]);
    await works(member, '/posts');
    await works(member, '/users/profile');
  }, 90_000);
});
