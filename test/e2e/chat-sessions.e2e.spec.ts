import { Platform, until } from '@dongbaejul/testing';
import { Account, ChatClient, newMembers } from '../support/chat-client';

/** A socket lasts as long as the session behind it. */
describe('sockets and sessions, through the gateway', () => {
  let platform: Platform;
  const open: ChatClient[] = [];

  beforeAll(async () => {
    platform = await Platform.start({
      services: { auth: 1, 'chat-socket': 2, gateway: 1 },
      env: { auth: { JWT_EXPIRES_IN: '20s' } },
    });
  }, 120_000);
  afterEach(() => open.splice(0).forEach((client) => client.close()));
  afterAll(() => platform.stop(), 30_000);

  const connect = async (who: Account): Promise<ChatClient> => {
    const client = await ChatClient.connected(platform.gateway.url, who.api.accessToken);
    open.push(client);
    return client;
  };
  const refresh = async ({ api }: Account): Promise<string> => {
    const answer = await api.post<Parameters<typeof api.use>[0]>('/auth/refresh', { refresh_token: api.refreshToken });
    expect(answer.status).toBe(200);
    return api.use(answer.data).accessToken!;
  };

  it('end with logout, at every process, and no new one opens', async () => {
    const [who] = (await newMembers(platform, 1)) as [Account];
    const sockets = [await connect(who), await connect(who)];
    expect((await who.api.post('/auth/logout')).status).toBe(200);
    await until(() => sockets.every((one) => one.closedAt > 0), 'both are closed');
    for (const socket of sockets) expect(socket.of('error')).toMatchObject([{ code: 'SESSION_ENDED' }]);
    const again = ChatClient.at(platform.gateway.url, who.api.accessToken);
    open.push(again);
    expect(await again.tryConnect()).toBe('SESSION_ENDED');
  });

  it('end with a block', async () => {
    const [who] = (await newMembers(platform, 1)) as [Account];
    const sockets = [await connect(who), await connect(who)];
    const admin = await platform.signIn('superadmin');
    expect((await admin.post(`/admin/users/${who.id}/block`, { reason: '시험' })).status).toBe(200);
    await until(() => sockets.every((one) => one.closedAt > 0), 'both are closed');
  });

  it('go on past their token with auth:renew, and only with one of the same account', async () => {
    const [who, other] = (await newMembers(platform, 2)) as [Account, Account];
    await refresh(who);
    const [ends, goesOn] = [await connect(who), await connect(who)];
    await refresh(other);
    expect(await goesOn.ask('auth:renew', { token: other.api.accessToken })).toMatchObject({
      code: 'TOKEN_OF_ANOTHER',
    });
    // A token that was issued later outlives the first one.
    await until(() => (ends.closedAt > 0 ? true : renewed(goesOn, who)), 'the old token ends', {
      withinMs: 40_000,
      everyMs: 4_000,
    });
    await until(() => ends.closedAt > 0, 'the socket that was not renewed ends', { withinMs: 40_000 });
    expect(ends.of('error')).toMatchObject([{ code: 'TOKEN_EXPIRED' }]);
    expect(goesOn.socket.connected).toBe(true);
  }, 90_000);

  /** Renews, and says that the other has not ended yet. */
  const renewed = async (client: ChatClient, who: Account): Promise<false> => {
    expect(await client.ask('auth:renew', { token: await refresh(who) })).toMatchObject({ ok: true });
    return false;
  };
});
