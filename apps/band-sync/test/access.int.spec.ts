import type { Role } from '@dongbaejul/contracts';
import { World } from './support/world';

jest.setTimeout(60_000);

const RUN = '/api/v1/admin/sync-runs';
const CONNECTION = '/api/v1/admin/band/connection';
const redirect_uri = 'http://localhost/connected';

describe('who may do what', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({}, { EMULATOR_POSTS: '5' });
  });
  afterAll(() => world?.stop());

  it.each<[string, string, Role[]]>([
    ['GET', RUN, ['OPERATOR', 'ADMIN', 'SUPERADMIN', 'AUDITOR']],
    ['GET', `${RUN}/64b000000000000000000001`, ['OPERATOR', 'ADMIN', 'SUPERADMIN', 'AUDITOR']],
    ['POST', RUN, ['OPERATOR', 'ADMIN', 'SUPERADMIN']],
    ['POST', `${RUN}/64b000000000000000000001/cancel`, ['OPERATOR', 'ADMIN', 'SUPERADMIN']],
    ['POST', '/api/v1/users/sync-band', ['OPERATOR', 'ADMIN', 'SUPERADMIN']],
    ['GET', CONNECTION, ['ADMIN', 'SUPERADMIN']],
    ['POST', CONNECTION, ['ADMIN', 'SUPERADMIN']],
    ['DELETE', CONNECTION, ['ADMIN', 'SUPERADMIN']],
  ])('%s %s is for %j', async (method, path, allowed) => {
    for (const role of ['USER', 'OPERATOR', 'AUDITOR', 'ADMIN', 'SUPERADMIN'] as const) {
      const { status } = await world.as(role)(method, path, method === 'POST' && path === CONNECTION ? {} : undefined);
      if (allowed.includes(role)) expect(status).not.toBe(403);
      else expect([role, status]).toEqual([role, 403]);
    }
    expect((await world.as(null)(method, path)).status).toBe(403);
    expect((await fetch(world.service.url + path, { method })).status).toBe(401);
  });

  it('starts no run before BAND is connected', async () => {
    expect(await world.as('OPERATOR')('POST', RUN)).toMatchObject({
      status: 409,
      error: { code: 'BAND_NOT_CONNECTED' },
    });
  });

  it('connects only who started it, once, to an address that is allowed', async () => {
    const admin = world.as('ADMIN');
    for (const wrong of ['https://evil.example/', 'http://:pw@localhost', 'http://localhost@evil.example/']) {
      const refused = await admin('POST', CONNECTION, { redirect_uri: wrong });
      expect(refused).toMatchObject({ status: 400, error: { code: 'BAND_REDIRECT_NOT_ALLOWED' } });
    }

    const { data } = await admin<{ auth_url: string; state: string }>('POST', CONNECTION, { redirect_uri });
    const [leader] = await world.band.members();
    const sent = await world.agree(data.auth_url, leader?.user_key ?? '');
    expect(sent.get('nonce')).toMatch(/^[\w-]{43}$/);
    expect(new URL(data.auth_url).searchParams.get('redirect_uri')).not.toContain(data.state);
    const byNonce = await admin('POST', CONNECTION, { code: sent.get('code'), state: sent.get('nonce') });
    expect(byNonce).toMatchObject({ status: 422, error: { code: 'BAND_CONNECT_STATE_INVALID' } });
    const finish = { code: sent.get('code'), state: data.state };
    const other = await world.as('ADMIN', '64b000000000000000000002')('POST', CONNECTION, finish);
    expect(other).toMatchObject({ status: 422, error: { code: 'BAND_CONNECT_STATE_INVALID' } });

    const done = await admin('POST', CONNECTION, finish);
    expect(done).toMatchObject({
      status: 200,
      data: { connection: { state: 'connected', user_key: leader?.user_key, may_post: true } },
    });
    expect(await admin('POST', CONNECTION, finish)).toMatchObject({ status: 422 });
    const wrong = await admin<{ state: string }>('POST', CONNECTION, { redirect_uri });
    const answer = await admin('POST', CONNECTION, { code: 'nonsense', state: wrong.data.state });
    expect(answer).toMatchObject({ status: 422, error: { code: 'BAND_CODE_REFUSED' } });
  });

  it('refuses an account that is not in the band', async () => {
    const admin = world.as('ADMIN');
    const { data } = await admin<{ auth_url: string; state: string }>('POST', CONNECTION, { redirect_uri });
    const page = await (await fetch(data.auth_url)).text();
    const outsider = /밴드 밖[\s\S]*/.exec(page) && [...page.matchAll(/value="([^"]+)">[^<]*밴드 밖/g)][0]?.[1];
    const sent = await world.agree(data.auth_url, outsider ?? '');
    const answer = await admin('POST', CONNECTION, { code: sent.get('code'), state: data.state });
    expect(answer).toMatchObject({ status: 422, error: { code: 'BAND_NOT_A_MEMBER' } });
  });

  it('says whether the account may post, as far as BAND does', async () => {
    const member = (await world.band.members()).find(({ role }) => role === 'member');
    const connected = async (): Promise<unknown> => {
      const admin = world.as('ADMIN');
      const { data } = await admin<{ auth_url: string; state: string }>('POST', CONNECTION, { redirect_uri });
      const code = (await world.agree(data.auth_url, member?.user_key ?? '')).get('code');
      expect((await admin('POST', CONNECTION, { code, state: data.state })).status).toBe(200);
      return (await admin('GET', CONNECTION)).data;
    };
    await world.band.change({ band: { posting: 'leader' } });
    expect(await connected()).toMatchObject({ user_key: member?.user_key, may_post: false });
    await world.band.change({ band: { posting: 'everyone' } });
    expect(await connected()).toMatchObject({ may_post: true });
    await world.band.faults({ kind: 'nonsense', endpoint: '/v2/band/permissions' });
    expect(await connected()).toMatchObject({ state: 'connected', may_post: null });
    await world.band.faults();
  });

  it('disconnects, and forgets the tokens', async () => {
    const admin = world.as('ADMIN');
    expect(await admin('DELETE', CONNECTION)).toMatchObject({ status: 200, data: { message: 'success' } });
    expect((await admin('GET', CONNECTION)).data).toMatchObject({ state: 'disconnected', account_name: null });
    expect(await world.db.collection('band_connections').countDocuments()).toBe(0);
  });

  it('answers bad input with a sentence', async () => {
    expect(await world.as('ADMIN')('POST', CONNECTION, { hello: 1 })).toMatchObject({ status: 400 });
    expect(await world.as('ADMIN')('GET', `${RUN}?limit=1000`)).toMatchObject({ status: 400 });
    for (const [method, path] of [
      ['GET', `${RUN}/nonsense`],
      ['POST', `${RUN}/nonsense/cancel`],
    ] as const) {
      expect(await world.as('ADMIN')(method, path)).toMatchObject({ status: 400, error: { code: 'INVALID_INPUT' } });
      const nobodys = await world.as('ADMIN')(method, path.replace('nonsense', '0'.repeat(24)));
      expect(nobodys).toMatchObject({ status: 404, error: { code: 'SYNC_RUN_NOT_FOUND' } });
    }
  });
});
