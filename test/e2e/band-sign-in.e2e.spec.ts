import { Platform } from '@dongbaejul/testing';
import { type Db, MongoClient } from 'mongodb';
import { BandBrowser } from '../support/band-browser';

interface Person {
  user_key: string;
  name: string;
}

/** Sign-in by BAND with the emulator in BAND's place, through the gateway. */
describe('signing in by BAND', () => {
  let platform: Platform;
  let members: Person[];
  let outsiders: Person[];
  let next = 0;

  beforeAll(async () => {
    platform = await Platform.start({
      services: { 'band-emulator': 1, auth: 2, gateway: 1 },
      env: { auth: { ADMISSION: 'approval', BAND_REDIRECT_URIS: 'http://localhost:*,dongbaejul://auth/callback' } },
    });
    const { url } = platform.of('band-emulator')[0]!;
    ({ members, outsiders } = (await (await fetch(`${url}/emulator/members`)).json()) as {
      members: Person[];
      outsiders: Person[];
    });
  }, 90_000);
  afterAll(() => platform.stop(), 30_000);
  afterEach(() => control({ reset: true }));

  const control = async (order: object): Promise<void> => {
    const { url } = platform.of('band-emulator')[0]!;
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/emulator/faults`, { method: 'POST', headers, body: JSON.stringify(order) });
    if (!response.ok) throw new Error(await response.text());
  };
  const inAuth = async <T>(work: (db: Db) => Promise<T>): Promise<T> => {
    const mongo = new MongoClient(platform.mongodbUri);
    return work(mongo.db(platform.database('auth'))).finally(() => mongo.close());
  };
  const someone = (): Person => members[(next += 1)]!;
  const browser = (): BandBrowser => new BandBrowser(platform.client());
  const begun = async (pkce = false): Promise<BandBrowser> => {
    const one = browser();
    expect((await one.begin({}, pkce)).status).toBe(200);
    return one;
  };

  it.each([true, false])('works with state echoed: %s', async (echoed) => {
    await control({ state_echo: echoed });
    const [me, person] = [await begun(), someone()];
    const back = await me.consent(person.user_key);
    expect(back.searchParams.has('state')).toBe(echoed);
    expect(me.owns(back)).toBe(true);
    const { status, data } = await me.finish(back);
    expect([status, data.user.display_name, data.user.status]).toEqual([200, person.name, 'active']);
    expect((await me.client.use(data).get('/users/members')).status).toBe(200);
  });

  it('makes one account of a person, also when both replicas meet them at the same moment', async () => {
    const person = someone();
    const ids = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const one = await begun();
        return (await one.finish(await one.consent(person.user_key))).data.user.id;
      }),
    );
    expect(new Set(ids).size).toBe(1);
  });

  it('lets who is not in the club’s band wait', async () => {
    const me = await begun();
    const { data } = await me.finish(await me.consent(outsiders[0]!.user_key));
    expect(data.user.status).toBe('pending');
    expect((await me.client.use(data).get('/users/members')).error?.code).toBe('NOT_ADMITTED');
  });

  it('ends where the person denies', async () => {
    const me = await begun();
    const back = await me.deny();
    expect([back.searchParams.get('error'), back.searchParams.has('code')]).toEqual(['access_denied', false]);
    expect(me.owns(back)).toBe(true);
    const { status, error } = await me.finish(back);
    expect([status, error?.code]).toEqual([401, 'BAND_DENIED']);
  });

  it('uses a state once and a code once', async () => {
    const [me, person] = [await begun(), someone()];
    const back = await me.consent(person.user_key);
    const answers = await Promise.all([me.finish(back), me.finish(back), me.finish(back)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect((await me.finish(back)).error?.code).toBe('BAND_STATE_INVALID');
    expect((await (await begun()).finish(back)).error?.code).toBe('BAND_DENIED');
  });

  it('takes no sign-in that was begun too long ago, and no made-up state', async () => {
    const me = await begun();
    const back = await me.consent(someone().user_key);
    const over = { $set: { expiresAt: new Date(Date.now() - 1) } };
    await inAuth((db) => db.collection('band_login_states').updateMany({}, over));
    expect((await me.finish(back)).error?.code).toBe('BAND_STATE_INVALID');
    expect((await me.finish(back, { state: 'made-up' })).error?.code).toBe('BAND_STATE_INVALID');
  });

  it('does not let one browser finish what another began', async () => {
    const [mine, theirs] = [await begun(true), await begun(true)];
    const [myBack, theirBack] = [await mine.consent(someone().user_key), await theirs.consent(someone().user_key)];
    // A browser that follows the rule stops here, whether BAND echoes the state or not.
    expect([mine.owns(theirBack), theirs.owns(myBack)]).toEqual([false, false]);
    // One that does not: with their state, but without their verifier, their sign-in is of no use.
    const swapped = await mine.finish(theirBack, { state: theirBack.searchParams.get('state') });
    expect([swapped.status, swapped.error?.code]).toEqual([401, 'BAND_VERIFIER_INVALID']);
    // The state that was shown is used up; the other browser's is not.
    expect((await theirs.finish(theirBack)).error?.code).toBe('BAND_STATE_INVALID');
    expect((await mine.finish(myBack)).status).toBe(200);
  });

  it.each([
    'http://evil.test/cb',
    'http://localhost@evil.test/cb',
    'http://localhost.evil.test/cb',
    'https://localhost/cb',
    'dongbaejul://auth/callback/../elsewhere',
    'javascript:alert(1)',
    'http://localhost/cb#fragment',
  ])('sends nobody back to %s', async (redirect_uri) => {
    const member = await platform.signIn('member');
    for (const answer of [
      await browser().begin({ redirect_uri }),
      await member.post('/auth/band/link', { redirect_uri }),
      await browser().begin({ redirect_uri, band_code: 'dongbaejul' }, true),
    ]) {
      expect([answer.status, answer.error?.code]).toEqual([400, 'BAND_REDIRECT_NOT_ALLOWED']);
      expect([answer.headers.get('location'), answer.text.includes('auth_url')]).toEqual([null, false]);
    }
    // Nothing was begun that another address could finish.
    const begun = { redirectUri: redirect_uri };
    expect(await inAuth((db) => db.collection('band_login_states').countDocuments(begun))).toBe(0);
  });

  it('redirects nobody by itself, and sends nobody but to BAND, whatever an address asks for', async () => {
    const evil = 'http://evil.test/cb';
    for (const path of ['/auth/band/login', '/auth/band/callback', '/auth/band/link']) {
      const answer = await platform.client().get(`${path}?redirect_uri=${evil}&code=c&state=s&next=${evil}`);
      expect([answer.status < 300 || answer.status >= 400, answer.headers.get('location')]).toEqual([true, null]);
      expect(answer.text).not.toContain('evil.test');
    }
    const me = browser();
    await me.begin({ redirect_uri: `http://localhost/cb?next=${evil}` });
    const at = new URL(me.authUrl);
    expect(at.origin).toBe(platform.of('band-emulator')[0]!.url);
    expect(new URL(at.searchParams.get('redirect_uri') ?? '').host).toBe('localhost');
    expect((await me.consent(someone().user_key)).host).toBe('localhost');
  });

  it('knows the club by its band_code, and no other', async () => {
    expect((await browser().begin({ band_code: 'dongbaejul' })).status).toBe(200);
    expect((await browser().begin({ band_code: 'somebody-elses' })).error?.code).toBe('BAND_NOT_OUR_CLUB');
  });

  it.each([
    ['user_quota', 'BAND_BUSY'],
    ['too_many_requests', 'BAND_BUSY'],
    ['app_quota', 'BAND_BUSY'],
    ['unauthorized', 'BAND_DENIED'],
    ['server_error', 'BAND_UNAVAILABLE'],
    ['nonsense', 'BAND_UNAVAILABLE'],
    ['drop', 'BAND_UNAVAILABLE'],
  ])('says what is wrong when BAND answers %s: %s', async (kind, code) => {
    const me = await begun();
    const back = await me.consent(someone().user_key);
    await control({ faults: [{ kind, endpoint: '/v2/profile' }] });
    const { status, error } = await me.finish(back);
    expect([status, error?.code]).toEqual([code === 'BAND_DENIED' ? 401 : 503, code]);
    expect(error?.trace_id).toMatch(/[\w-]{8,}/);
  });
});
