import { ApiClient, bound, Platform, until } from '@dongbaejul/testing';

/** signing out is felt at every gateway within a second, also while Redis is away. */
describe('ended sessions', () => {
  let platform: Platform;

  beforeAll(async () => {
    platform = await Platform.start({
      services: { auth: 2, gateway: 3 },
      own: { redis: true },
      env: { '*': { BAND_API_URL: 'http://127.0.0.1:9', BAND_AUTH_URL: 'http://127.0.0.1:9' } },
    });
  }, 90_000);
  afterAll(() => platform.stop(), 60_000);

  const everywhere = (signedIn: ApiClient): ApiClient[] =>
    platform.of('gateway').map((gateway) => {
      const client = platform.client(gateway);
      client.accessToken = signedIn.accessToken;
      return client;
    });

  /** Signs out at the first gateway; resolves with the milliseconds until each gateway refuses the token. */
  const signOut = async (): Promise<number[]> => {
    const clients = everywhere(await platform.signIn('member'));
    for (const client of clients) expect((await client.get('/auth/me')).status).toBe(200);
    expect((await clients[0]!.post('/auth/logout')).status).toBe(200);
    const start = Date.now();
    return Promise.all(
      clients.map(async (client) => {
        await until(async () => (await client.get('/auth/me')).status === 401, 'the token is refused', {
          withinMs: 10_000,
        });
        return Date.now() - start;
      }),
    );
  };

  it('at three gateways', async () => {
    for (const ms of await signOut()) expect(ms).toBeLessThan(bound(1_000));
  }, 30_000);

  it('at three gateways while Redis is away, and again when it is back', async () => {
    await platform.redis!.kill();
    for (const ms of await signOut()) expect(ms).toBeLessThan(bound(1_000));
    await platform.redis!.start();
    for (const ms of await signOut()) expect(ms).toBeLessThan(bound(1_000));
  }, 60_000);

  it('while one auth replica is dead', async () => {
    await platform.of('auth')[0]!.kill();
    for (const ms of await signOut()) expect(ms).toBeLessThan(bound(1_000));
    await platform.of('auth')[0]!.restart();
  }, 60_000);

  /** Has an admin do something to a member; resolves with the milliseconds until each gateway refuses the token. */
  const felt = async (
    name: string,
    change: (admin: ApiClient, id: string) => Promise<number>,
    code: RegExp,
  ): Promise<number[]> => {
    const [admin, member] = [await platform.signIn('superadmin'), await platform.signIn(name)];
    const clients = everywhere(member);
    for (const client of clients) expect((await client.get('/users/members')).status).toBe(200);
    expect(await change(admin, member.userId)).toBe(200);
    const start = Date.now();
    const refused = async (client: ApiClient): Promise<boolean> =>
      code.test((await client.get('/users/members')).error?.code ?? '');
    return Promise.all(
      clients.map(async (client) => {
        await until(() => refused(client), `${code} at each gateway`, { withinMs: 10_000 });
        return Date.now() - start;
      }),
    );
  };
  const block = async (admin: ApiClient, id: string): Promise<number> =>
    (await admin.post(`/admin/users/${id}/block`, { reason: '시험' })).status;
  const unblock = async (name: string): Promise<void> => {
    const admin = await platform.signIn('superadmin');
    const { data } = await admin.get<{ users: { id: string }[] }>(`/admin/users?search=${name}&status=blocked`);
    expect((await admin.post(`/admin/users/${data.users[0]!.id}/unblock`, { reason: '시험' })).status).toBe(200);
  };
  const makeOperator = async (admin: ApiClient, id: string): Promise<number> =>
    (await admin.put(`/admin/users/${id}/roles`, { roles: ['USER', 'OPERATOR'] })).status;

  it('and blocked members at three gateways, also while Redis is away', async () => {
    for (const ms of await felt('member2', block, /SESSION_ENDED|TOKEN_STALE/)) expect(ms).toBeLessThan(bound(1_000));
    const signedIn = await platform.signIn('member2').catch((error: Error) => error.message);
    expect(signedIn).toContain('403');
    await unblock('member2');
    await platform.redis!.kill();
    for (const ms of await felt('member2', block, /SESSION_ENDED|TOKEN_STALE/)) expect(ms).toBeLessThan(bound(1_000));
    await platform.redis!.start();
    await unblock('member2');
  }, 60_000);

  it('and changed roles at three gateways; a refresh brings the new ones', async () => {
    for (const ms of await felt(
      'operator',
      async (admin, id) => (await admin.put(`/admin/users/${id}/roles`, { roles: ['USER'] })).status,
      /TOKEN_STALE/,
    )) {
      expect(ms).toBeLessThan(bound(1_000));
    }
    const before = await platform.signIn('operator');
    const admin = await platform.signIn('superadmin');
    expect(await makeOperator(admin, before.userId)).toBe(200);
    await until(async () => (await before.get('/auth/me')).error?.code === 'TOKEN_STALE', 'the token is stale');
    const { data } = await before.post<Parameters<ApiClient['use']>[0]>('/auth/refresh', {
      refresh_token: before.refreshToken,
    });
    expect((await before.use(data).get('/admin/users')).status).toBe(200);
  }, 60_000);

  it('keeps known tokens working while Redis and auth are both away, and takes no new one', async () => {
    const known = await platform.signIn('member');
    expect((await known.get('/auth/me')).status).toBe(200);
    // Tokens that the first gateway has never seen; each can be tried once only, for then it may be known.
    const unseen: ApiClient[] = [];
    for (let i = 0; i < 12; i += 1) {
      const client = platform.client();
      client.accessToken = (await platform.signIn('member2', platform.of('gateway')[1])).accessToken;
      unseen.push(client);
    }
    await Promise.all([platform.redis!.kill(), ...platform.of('auth').map((auth) => auth.kill())]);
    const refused = async (): Promise<boolean> =>
      (await unseen.pop()?.get('/auth/me'))?.error?.code === 'AUTH_UNAVAILABLE';
    await until(refused, 'no new tokens', { withinMs: 10_000, everyMs: 400 });
    // Known to the gateway; that the service behind it is away is another matter.
    expect((await known.get('/auth/me')).error?.code).toBe('SERVICE_UNAVAILABLE');
    await Promise.all([platform.redis!.start(), ...platform.of('auth').map((auth) => auth.restart())]);
    await until(async () => (await unseen[0]!.get('/auth/me')).status === 200, 'recovers', { withinMs: 10_000 });
  }, 60_000);
});
