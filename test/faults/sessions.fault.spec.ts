import { ApiClient, Platform, until } from '@dongbaejul/testing';

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
          withinMs: 5_000,
        });
        return Date.now() - start;
      }),
    );
  };

  it('at three gateways', async () => {
    for (const ms of await signOut()) expect(ms).toBeLessThan(1_000);
  }, 30_000);

  it('at three gateways while Redis is away, and again when it is back', async () => {
    await platform.redis!.kill();
    for (const ms of await signOut()) expect(ms).toBeLessThan(1_000);
    await platform.redis!.start();
    for (const ms of await signOut()) expect(ms).toBeLessThan(1_000);
  }, 60_000);

  it('while one auth replica is dead', async () => {
    await platform.of('auth')[0]!.kill();
    for (const ms of await signOut()) expect(ms).toBeLessThan(1_000);
    await platform.of('auth')[0]!.restart();
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
    await until(refused, 'no new tokens', { withinMs: 5_000, everyMs: 400 });
    // Known to the gateway; that the service behind it is away is another matter.
    expect((await known.get('/auth/me')).error?.code).toBe('SERVICE_UNAVAILABLE');
    await Promise.all([platform.redis!.start(), ...platform.of('auth').map((auth) => auth.restart())]);
    await until(async () => (await unseen[0]!.get('/auth/me')).status === 200, 'recovers', { withinMs: 10_000 });
  }, 60_000);
});
