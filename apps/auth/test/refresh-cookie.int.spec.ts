import { Answer, AuthApp, Json } from './support/auth-app';
import { newPerson, PASSWORD, Person } from './support/people';

const ORIGIN = 'https://club.example';

describe('the refresh token as a cookie', () => {
  let app: AuthApp;
  let person: Person;
  beforeAll(async () => {
    app = await AuthApp.start({ ALLOWED_ORIGINS: ORIGIN });
    person = await newPerson(app);
  });
  afterAll(() => app.stop());

  /** A page in a browser: it keeps the cookie that it is given, and cannot read it. */
  class Page {
    cookie: string | undefined;
    constructor(readonly origin: string | null = ORIGIN) {}

    async post(route: string, body?: Json, token?: string): Promise<Answer> {
      const headers = {
        ...(this.origin && { origin: this.origin }),
        ...(this.cookie && { cookie: `other=1; ${this.cookie}` }),
      };
      const answer = await app.call('POST', route, { body, headers, ...(token && { token }) });
      const [pair = '', ...attributes] = (answer.headers.get('set-cookie') ?? '').split('; ');
      if (pair) this.cookie = attributes.includes('Max-Age=0') ? undefined : pair;
      return answer;
    }

    signIn(body: Json = {}): Promise<Answer> {
      return this.post('/auth/login', { email: person.email, password: PASSWORD, refresh_cookie: true, ...body });
    }
  }

  it('is set at sign-in where a browser asks for it, and is nowhere in the answer', async () => {
    const page = new Page();
    const { status, headers, body } = await page.signIn();
    expect(status).toBe(200);
    expect(headers.get('set-cookie')).toMatch(
      /^__Secure-refresh_token=[\w-]{43}; Max-Age=2592000; Path=\/api\/v1\/auth; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(body.data.refresh_token).toBeUndefined();
    expect(JSON.stringify(body)).not.toContain(page.cookie?.split('=')[1]);
    const app2 = await new Page().signIn({ refresh_cookie: false });
    expect([app2.headers.get('set-cookie'), typeof app2.data.refresh_token]).toEqual([null, 'string']);
  });

  it('is exchanged without a body, again and again, and by the body as before', async () => {
    const page = new Page();
    await page.signIn();
    const seen = new Set([page.cookie]);
    for (let i = 0; i < 3; i += 1) {
      const { status, data } = await page.post('/auth/refresh');
      expect([status, data.refresh_token]).toEqual([200, undefined]);
      expect((await app.call('GET', '/auth/me', { token: data.access_token })).status).toBe(200);
      seen.add(page.cookie);
    }
    expect(seen.size).toBe(4);
    const byBody = await new Page(null).post('/auth/refresh', { refresh_token: page.cookie?.split('=')[1] });
    expect([byBody.status, typeof byBody.data.refresh_token]).toEqual([200, 'string']);
    expect((await new Page().post('/auth/refresh')).status).toBe(400);
    expect((await new Page().post('/auth/refresh', {})).body.error.details.refresh_token).toBeDefined();
  });

  it('in twenty tabs at once stays one', async () => {
    const page = new Page();
    await page.signIn();
    const tabs = Array.from({ length: 20 }, () => Object.assign(new Page(), { cookie: page.cookie }));
    const statuses = await Promise.all(tabs.map(async (tab) => (await tab.post('/auth/refresh')).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(new Set(tabs.map(({ cookie }) => cookie)).size).toBe(1);
    expect((await (tabs[0] as Page).post('/auth/refresh')).status).toBe(200);
  });

  it.each(['https://evil.test', 'https://club.example.evil.test', 'null', null])(
    'is neither given to nor taken from a page of %s',
    async (origin) => {
      const page = new Page();
      await page.signIn();
      const other = Object.assign(new Page(origin), { cookie: page.cookie });
      for (const refused of [await other.post('/auth/refresh'), await new Page(origin).signIn()]) {
        expect([refused.status, refused.code, refused.headers.get('set-cookie')]).toEqual([
          403,
          'ORIGIN_NOT_ALLOWED',
          null,
        ]);
      }
      // Nothing was used up.
      expect((await page.post('/auth/refresh')).status).toBe(200);
    },
  );

  it('goes with the session: at logout, and when it is worth nothing any more', async () => {
    const page = new Page();
    const { data } = await page.signIn();
    const kept = page.cookie;
    expect((await page.post('/auth/logout', undefined, data.access_token)).status).toBe(200);
    expect(page.cookie).toBeUndefined();
    const late = Object.assign(new Page(), { cookie: kept });
    expect((await late.post('/auth/refresh')).code).toBe('REFRESH_TOKEN_INVALID');
    expect(late.cookie).toBeUndefined();
  });
});
