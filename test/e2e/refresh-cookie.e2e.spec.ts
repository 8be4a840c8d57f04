import { ApiAnswer, ApiClient, DEMO_PASSWORD, Platform } from '@dongbaejul/testing';

interface Tokens {
  access_token: string;
  refresh_token?: string;
}

/** A web app keeps no refresh token that a script could read: through the gateway, as a browser sends and keeps it. */
describe('the refresh token as a cookie, through the gateway', () => {
  let platform: Platform;
  let origin: string;
  let client: ApiClient;
  let cookie: string | undefined;
  let access: string;
  beforeAll(async () => {
    platform = await Platform.start({ services: { auth: 1, gateway: 1 } });
    origin = `http://127.0.0.1:${new URL(platform.gateway.url).port}`;
    client = platform.client();
  }, 240_000);
  afterAll(() => platform.stop(), 30_000);

  async function post(path: string, body?: unknown, more: Record<string, string> = {}): Promise<ApiAnswer<Tokens>> {
    const headers = { origin, ...(cookie && { cookie }), ...more };
    const answer = await client.post<Tokens>(path, body, { headers });
    const [pair = '', ...attributes] = (answer.headers.get('set-cookie') ?? '').split('; ');
    if (pair) cookie = attributes.includes('Max-Age=0') ? undefined : pair;
    return answer;
  }
  const me = (token: string) => client.get('/auth/me', { headers: { authorization: `Bearer ${token}` } });

  it('is set at sign-in, for the API alone and no script', async () => {
    const body = { email: 'member@dongbaejul.test', password: DEMO_PASSWORD, refresh_cookie: true };
    const { status, data, headers } = await post('/auth/login', body);
    expect([status, data.refresh_token]).toEqual([200, undefined]);
    expect(headers.get('set-cookie')).toMatch(/; Path=\/api\/v1\/auth; HttpOnly; Secure; SameSite=Strict$/);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect((await me(data.access_token)).status).toBe(200);
  });

  it('brings new tokens by itself, from the origin of the web app only', async () => {
    const before = cookie;
    const foreign = await post('/auth/refresh', undefined, { origin: 'https://evil.test' });
    expect([foreign.status, foreign.error?.code]).toEqual([403, 'ORIGIN_NOT_ALLOWED']);
    const { status, data } = await post('/auth/refresh');
    expect([status, data.refresh_token]).toEqual([200, undefined]);
    expect(cookie).not.toBe(before);
    expect((await me(data.access_token)).status).toBe(200);
    access = data.access_token;
  });

  it('is gone after logging out, and worth nothing to who kept it', async () => {
    const kept = cookie;
    expect((await post('/auth/logout', undefined, { authorization: `Bearer ${access}` })).status).toBe(200);
    expect(cookie).toBeUndefined();
    cookie = kept;
    const late = await post('/auth/refresh');
    expect([late.status, late.error?.code]).toEqual([401, 'REFRESH_TOKEN_INVALID']);
    expect((await me(access)).error?.code).toBe('SESSION_ENDED');
  });
});
