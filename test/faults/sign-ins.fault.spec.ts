import { ApiClient, Platform } from '@dongbaejul/testing';

const LONG = Boolean(process.env.FAULTS_LONG);
const ROUNDS = LONG ? 25 : 2;
const AT_ONCE = 20;

interface Tokens {
  access_token: string;
  refresh_token: string;
}

/** with two replicas of auth behind two gateways. */
describe('signing in and staying in', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start({
      services: { auth: 2, gateway: 2 },
      env: { '*': { BAND_API_URL: 'http://127.0.0.1:9', BAND_AUTH_URL: 'http://127.0.0.1:9' } },
    });
  }, 90_000);
  afterAll(() => platform.stop(), 60_000);

  const clients = (count: number): ApiClient[] =>
    Array.from({ length: count }, (_, i) => platform.client(platform.of('gateway')[i % 2]));
  const refresh = (client: ApiClient, refresh_token: string) => client.post<Tokens>('/auth/refresh', { refresh_token });

  it(`R-6: ${AT_ONCE} parallel refreshes leave one live chain, ${ROUNDS} times; an older token ends it`, async () => {
    const member = await platform.signIn('member');
    let current = member.refreshToken!;
    const used: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await Promise.all(clients(AT_ONCE).map((client) => refresh(client, current)));
      expect(answers.map(({ status }) => status)).toEqual(Array<number>(AT_ONCE).fill(200));
      const successors = new Set(answers.map(({ data }) => data.refresh_token));
      expect(successors.size).toBe(1);
      used.push(current);
      [current] = [...successors] as [string];
    }
    const live = (await refresh(platform.client(), current)).data;
    const replayed = await refresh(platform.client(), used[0]!);
    expect([replayed.status, replayed.error?.code]).toEqual([401, 'REFRESH_TOKEN_REUSED']);
    // Nothing of the family is worth anything after that, whoever holds it.
    for (const token of [...used.slice(0, 3), current, live.refresh_token]) {
      expect((await refresh(platform.client(), token)).status).toBe(401);
    }
  }, 240_000);

  it('R-7: five guesses, however many come at once at both gateways, and whatever they say of their address', async () => {
    const guesses = LONG ? 200 : 40;
    const answers = await Promise.all(
      clients(guesses).map((client, i) =>
        client.post(
          '/auth/login',
          { email: 'member2@dongbaejul.test', password: '틀린 암호' },
          {
            headers: {
              'x-forwarded-for': `203.0.113.${i}`,
              'x-real-ip': `203.0.113.${i}`,
              forwarded: `for=203.0.113.${i}`,
            },
          },
        ),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(guesses - 5);
    // Others behind the same address are not locked out by it.
    expect((await platform.signIn('member')).accessToken).toBeDefined();
  }, 120_000);
});
