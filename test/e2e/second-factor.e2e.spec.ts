import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { ApiAnswer, ApiClient, DEMO_PASSWORD, Platform, until } from '@dongbaejul/testing';
import { codeOf, stepAt } from '../../apps/auth/src/second-factor/totp';

const SCRIPTS = pathToFileURL(path.resolve(__dirname, '../../scripts/lib')).href;

interface Entered {
  access_token: string;
  refresh_token: string;
  permissions: string[];
  second_factor_required: boolean;
  mfa_token: string;
}

/** Staff whose role asks for a second factor that they have not set up, through the gateway. */
describe('a role that asks for a second factor', () => {
  let platform: Platform;
  let operator: ApiClient;
  let member: ApiClient;
  let postId: string;

  beforeAll(async () => {
    platform = await Platform.start({
      services: { auth: 1, core: 1, gateway: 1 },
      env: { auth: { MFA_REQUIRED_ROLES: 'OPERATOR,AUDITOR,ADMIN,SUPERADMIN' } },
    });
    [operator, member] = [await platform.signIn('operator'), await platform.signIn('member')];
    const body = { title: '공지일까', content: '아직은 아님', category: 'free' };
    const author = await platform.signIn('member2');
    postId = (await author.post<{ post: { id: string } }>('/posts', body)).data.post.id;
  }, 120_000);
  afterAll(() => platform?.stop(), 30_000);

  const logIn = (): Promise<ApiAnswer<Entered>> =>
    platform.client().post('/auth/login', { email: 'operator@dongbaejul.test', password: DEMO_PASSWORD });
  /** The route's own rule first, then rules inside a service. */
  const staffOnly = async (client: ApiClient, headers?: Record<string, string>): Promise<ApiAnswer[]> => [
    await client.get('/admin/users', { headers }),
    await client.patch(`/posts/${postId}`, { is_pinned: true }, { headers }),
    await client.post('/posts', { title: '공지', content: '공지', category: 'notice' }, { headers }),
    await client.delete(`/posts/${postId}`, { headers }),
  ];

  it('is named wherever it is missing, in both languages, and to nobody else', async () => {
    for (const [language, words] of [
      ['ko', '2단계 인증을 설정'],
      ['en', 'Set one up'],
    ] as const) {
      for (const { status, error } of await staffOnly(operator, { 'accept-language': language })) {
        expect([status, error?.code]).toEqual([403, 'SECOND_FACTOR_REQUIRED']);
        expect(error?.message).toContain(words);
        expect(error?.message).toContain('POST /auth/mfa/totp');
      }
    }
    const refused = (await staffOnly(member)).map(({ error }) => error?.code);
    expect(refused).toEqual(['ROLE_REQUIRED', 'POST_NOT_YOURS', 'NOTICE_STAFF_ONLY', 'POST_NOT_YOURS']);
    expect((await operator.get('/posts')).status).toBe(200);
  });

  it('is told at sign-in and by /auth/me', async () => {
    const entered = (await logIn()).data;
    expect([entered.second_factor_required, entered.permissions]).toEqual([true, ['posts:write']]);
    expect((await operator.get<Entered>('/auth/me')).data.second_factor_required).toBe(true);
    expect((await member.get<Entered>('/auth/me')).data.second_factor_required).toBe(false);
  });

  it('keeps `npm run up` from looking at the sync, which it says, and from nothing else', async () => {
    const [club, games] = ['demo-club', 'demo-games'].map((name) => JSON.stringify(`${SCRIPTS}/${name}.mjs`));
    const code = `
      const { whyNotToBeSeen } = await import(${club});
      const { arrangeDemoGames } = await import(${games});
      console.log(await whyNotToBeSeen(process.argv[1]));
      await arrangeDemoGames(process.argv[1]);`;
    const args = ['--input-type=module', '-e', code, platform.gateway.url];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toMatch(/cannot be looked at from here.*MFA_REQUIRED_ROLES.*operator@/);
    const { data } = await member.get<{ games: { title: string }[] }>('/games?limit=100');
    expect(data.games.map(({ title }) => title)).toContain('동배즐 번개 (데모) 1번 코트');
  }, 60_000);

  it('has its force once a factor was set up: by a refresh here, and by a sign-in with a code', async () => {
    const { secret } = (await operator.post<{ secret: string }>('/auth/mfa/totp')).data;
    const code = (drift: number): string => codeOf(secret, stepAt(Date.now()) + drift);
    const confirmed = await operator.post<{ recovery_codes: string[] }>('/auth/mfa/confirm', { code: code(0) });
    expect(confirmed.status).toBe(200);
    const { data } = await operator.post<Entered>('/auth/refresh', { refresh_token: operator.refreshToken });
    operator.use(data);
    expect((await operator.get('/admin/users')).status).toBe(200);
    expect((await operator.get<Entered>('/auth/me')).data.second_factor_required).toBe(false);

    const { mfa_token } = (await logIn()).data;
    const recovery = { mfa_token, code: confirmed.data.recovery_codes[0] };
    const verified = await platform.client().post<Entered>('/auth/mfa/verify', recovery);
    expect([verified.status, verified.data.second_factor_required]).toEqual([200, false]);
    const again = platform.client().use(verified.data);
    expect((await staffOnly(again)).map(({ status }) => status)).toEqual([200, 200, 201, 200]);
  });

  it('stays without force in a session from before, which is told to sign in again', async () => {
    const admin = await platform.signIn('admin');
    const elsewhere = await platform.signIn('admin');
    const { secret } = (await admin.post<{ secret: string }>('/auth/mfa/totp')).data;
    await admin.post('/auth/mfa/confirm', { code: codeOf(secret, stepAt(Date.now())) });
    await until(async () => (await elsewhere.get('/auth/me')).error?.code === 'TOKEN_STALE', 'the old token is over');
    const { data } = await elsewhere.post<Entered>('/auth/refresh', { refresh_token: elsewhere.refreshToken });
    const { error } = await elsewhere.use(data).get('/admin/users');
    expect([error?.code, error?.message]).toEqual(['SECOND_FACTOR_REQUIRED', expect.stringContaining('다시 로그인')]);
  });
});
