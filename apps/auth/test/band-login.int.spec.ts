import { SecretBox } from '@dongbaejul/persistence';
import { bound } from '@dongbaejul/testing';
import { createHash, randomBytes } from 'node:crypto';
import { Types } from 'mongoose';
import { AuthApp, claimsOf, Json } from './support/auth-app';
import { FakeBand, FakePerson } from './support/fake-band';
import { eventsOf, refresh } from './support/people';

const REDIRECT = 'dongbaejul://auth/callback';

describe('signing in by BAND', () => {
  let app: AuthApp;
  let band: FakeBand;
  let sequence = 0;

  beforeAll(async () => {
    band = await FakeBand.start();
    app = await AuthApp.start({ ...band.env, ADMISSION: 'approval' });
  }, 30_000);
  afterAll(async () => {
    await app.stop();
    await band.stop();
  });
  afterEach(() => {
    band.apiAnswer = undefined;
    band.silent = false;
  });

  const someone = (over: Partial<FakePerson> = {}): FakePerson => ({
    user_key: `key-${(sequence += 1)}`,
    name: '김민수',
    profile_image_url: 'https://band.test/1.jpg',
    member: true,
    ...over,
  });
  const begin = (body: Json = {}) =>
    app.call('POST', '/auth/band/login', { body: { redirect_uri: REDIRECT, ...body } });
  const callback = (body: Json) => app.call('POST', '/auth/band/callback', { body });
  const signIn = async (person: FakePerson) =>
    callback({ code: band.consent(person), state: (await begin()).data.state });

  it('sends the member to BAND with a state, and a nonce in the redirect_uri', async () => {
    const { data } = await begin();
    const url = new URL(data.auth_url);
    expect(url.origin + url.pathname).toBe(`${band.url}/oauth2/authorize`);
    expect(url.searchParams.get('state')).toBe(data.state);
    expect(url.searchParams.get('redirect_uri')).toMatch(/^dongbaejul:\/\/auth\/callback\?nonce=[\w-]{43}$/);
    expect(url.searchParams.get('redirect_uri')).not.toContain(data.state);
  });

  it('makes a member of someone in the club, without e-mail, with BAND’s name and picture', async () => {
    const { status, data } = await signIn(someone({ name: '박&amp;지혜' }));
    expect(status).toBe(200);
    expect(data.user).toMatchObject({
      display_name: '박&지혜',
      avatar: 'https://band.test/1.jpg',
      email: null,
      status: 'active',
      roles: ['USER'],
      band_linked: true,
    });
    expect(data.permissions).toEqual(['posts:write']);
    expect(data.user.username).toMatch(/^member_/);
    expect((await refresh(app, data.refresh_token)).status).toBe(200);
  });

  it('is the same account the next time, and when the same person signs in many times at once', async () => {
    const person = someone();
    const states = await Promise.all(Array.from({ length: 5 }, () => begin()));
    const signIn = ({ data }: Json): Promise<Json> => callback({ code: band.consent(person), state: data.state });
    const [first, ...others] = (await Promise.all(states.map(signIn))) as [Json, ...Json[]];
    expect((await signIn(await begin())).data.user.id).toBe(first.data.user.id);
    expect(new Set([first, ...others].map(({ data }) => data.user.id)).size).toBe(1);
    expect(await app.db.collection('accounts').countDocuments({ bandUserKey: person.user_key })).toBe(1);
    expect(await eventsOf(app, first.data.user.id)).toHaveLength(1);
  });

  it('keeps a stranger waiting, and admits them once BAND says that they are in the club', async () => {
    const person = someone({ member: false });
    const stranger = (await signIn(person)).data;
    expect([stranger.user.status, stranger.permissions, claimsOf(stranger.access_token).roles]).toEqual([
      'pending',
      [],
      [],
    ]);
    const admitted = (await signIn({ ...person, member: true })).data;
    expect([admitted.user.id, admitted.user.status]).toEqual([stranger.user.id, 'active']);
    expect(claimsOf(admitted.access_token).roles).toEqual(['USER']);
    const entries = (await app.call('GET', '/internal/revocations?since=0', { caller: 'gateway' })).data
      .entries as Json[];
    const entry = entries.find(({ id }) => id === stranger.user.id);
    expect(entry).toMatchObject({ kind: 'account', effect: 'stale' });
    expect(entry.before).toBeGreaterThan(Math.round(claimsOf(stranger.access_token).iat * 1000));
    expect(entry.before).toBeLessThanOrEqual(Math.round(claimsOf(admitted.access_token).iat * 1000));
    expect(claimsOf((await refresh(app, stranger.refresh_token)).data.access_token).roles).toEqual(['USER']);
    expect((await eventsOf(app, stranger.user.id)).map(({ version }) => version)).toEqual([1, 2]);
  });

  it('follows BAND’s name until the member chooses one', async () => {
    const person = someone();
    const { access_token: token } = (await signIn(person)).data;
    expect((await signIn({ ...person, name: '김민수A' })).data.user.display_name).toBe('김민수A');
    await app.call('PATCH', '/users/profile', { token, body: { display_name: '콕돌이' } });
    expect((await signIn({ ...person, name: '김민수B' })).data.user.display_name).toBe('콕돌이');
  });

  it('stores BAND’s tokens sealed for their owner', async () => {
    const person = someone();
    const { user } = (await signIn(person)).data;
    const row = await app.db.collection('band_tokens').findOne({ _id: new Types.ObjectId(user.id as string) });
    expect(JSON.stringify(row)).not.toContain('secret-access');
    expect(new SecretBox(app.config.encryptionKeys).open(row?.accessToken, user.id)).toBe(
      `secret-access-${person.user_key}`,
    );
  });

  it('takes a state once', async () => {
    const { data } = await begin();
    expect((await callback({ code: band.consent(someone()), state: data.state })).status).toBe(200);
    expect((await callback({ code: band.consent(someone()), state: data.state })).code).toBe('BAND_STATE_INVALID');
  });

  it('takes neither an old state nor the nonce', async () => {
    const { data } = await begin();
    const nonce = new URL(new URL(data.auth_url).searchParams.get('redirect_uri') ?? '').searchParams.get('nonce');
    expect((await callback({ code: band.consent(someone()), state: nonce })).code).toBe('BAND_STATE_INVALID');
    await app.db.collection('band_login_states').updateMany({}, { $set: { expiresAt: new Date(Date.now() - 1) } });
    expect((await callback({ code: band.consent(someone()), state: data.state })).code).toBe('BAND_STATE_INVALID');
  });

  it('wants the verifier where there was a challenge', async () => {
    const verifier = randomBytes(32).toString('base64url');
    const code_challenge = createHash('sha256').update(verifier).digest('base64url');
    const finish = async (extra: Json) =>
      callback({ code: band.consent(someone()), state: (await begin({ code_challenge })).data.state, ...extra });
    expect((await finish({})).code).toBe('BAND_VERIFIER_INVALID');
    expect((await finish({ code_verifier: randomBytes(32).toString('base64url') })).code).toBe('BAND_VERIFIER_INVALID');
    expect((await finish({ code_verifier: verifier })).status).toBe(200);
  });

  it.each([
    [{ redirect_uri: 'https://evil.test/' }, 'BAND_REDIRECT_NOT_ALLOWED'],
    [{ redirect_uri: 'http://localhost@evil.test/' }, 'BAND_REDIRECT_NOT_ALLOWED'],
    [{ band_code: 'another-band' }, 'BAND_NOT_OUR_CLUB'],
    [{ code_challenge: 'short' }, 'INVALID_INPUT'],
    [{ redirect_uri: { $ne: 1 } }, 'INVALID_INPUT'],
  ])('does not begin with %j', async (body, code) => {
    const answer = await begin(body);
    expect([answer.status, answer.code]).toEqual([400, code]);
  });

  it.each([{ band_code: 'our-band' }, { band_code: 'dongbaejul' }, { redirect_uri: 'http://localhost:5173/back?x=1' }])(
    'begins with %j',
    async (body) => expect((await begin(body)).status).toBe(200),
  );

  it('says so when BAND does not know the code', async () => {
    const answer = await callback({ code: 'made-up', state: (await begin()).data.state });
    expect([answer.status, answer.code]).toEqual([401, 'BAND_DENIED']);
  });

  it.each([
    [{ status: 200, body: { result_code: 1001, result_data: {} } }, 'BAND_BUSY'],
    [{ status: 429, body: { result_code: 1003, result_data: {} } }, 'BAND_BUSY'],
    [{ status: 200, body: { result_code: 10401, result_data: {} } }, 'BAND_DENIED'],
    [{ status: 500, body: 'oops' }, 'BAND_UNAVAILABLE'],
    [{ status: 200, body: { result_code: 1, result_data: { user_key: 5, bands: 'none' } } }, 'BAND_UNAVAILABLE'],
  ])('answers in time and in our words when BAND answers %j', async (answer, code) => {
    band.apiAnswer = answer;
    const got = await signIn(someone());
    expect([got.code, got.status]).toEqual([code, code === 'BAND_DENIED' ? 401 : 503]);
  });

  it('does not wait for ever for a BAND that does not answer', async () => {
    band.silent = true;
    const startedAt = Date.now();
    expect((await signIn(someone())).code).toBe('BAND_UNAVAILABLE');
    expect(Date.now() - startedAt).toBeLessThan(bound(8_000));
  }, 60_000);
});
