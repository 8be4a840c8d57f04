import { AuthApp, Json } from './support/auth-app';
import { FakeBand, FakePerson } from './support/fake-band';
import { logIn, mailedToken, newEmail, newPerson, newVerifiedPerson, until } from './support/people';

const redirect_uri = 'dongbaejul://auth/callback';

describe('linking BAND', () => {
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

  const someone = (): FakePerson => ({
    user_key: `link-${(sequence += 1)}`,
    name: '김민수',
    profile_image_url: null,
    member: true,
  });
  const post = (route: string, body: Json, token?: string) =>
    app.call('POST', route, { body, ...(token && { token }) });
  const link = async (token: string, person: FakePerson) => {
    const { state } = (await post('/auth/band/link', { redirect_uri }, token)).data;
    return post('/auth/band/link', { code: band.consent(person), state }, token);
  };
  const signIn = async (person: FakePerson) => {
    const { state } = (await post('/auth/band/login', { redirect_uri })).data;
    return post('/auth/band/callback', { code: band.consent(person), state });
  };

  it('makes one account of both, admits who is in the club, and can be undone', async () => {
    const [member, person] = [await newVerifiedPerson(app), someone()];
    expect((await link(member.token, person)).data).toEqual({ band_linked: true });
    const { data } = await signIn(person);
    expect([data.user.id, data.user.status]).toEqual([member.id, 'active']);
    await until(() => app.mailsTo(member.email).some((mail) => mail.includes('BAND 로그인이 연결되었습니다')));
    const { access_token: token } = data;
    expect((await app.call('DELETE', '/auth/band/link', { token })).status).toBe(200);
    expect((await signIn(person)).code).toBe('BAND_UNLINKED');
    expect((await app.call('DELETE', '/auth/band/link', { token })).code).toBe('BAND_NOT_LINKED');
    expect((await link(token, person)).status).toBe(200);
    expect((await signIn(person)).data.user.id).toBe(member.id);
  });

  it('takes no state of a sign-in or of somebody else, and gives none to a sign-in', async () => {
    const [mine, theirs] = [await newVerifiedPerson(app), await newVerifiedPerson(app)];
    const begun = async (): Promise<string> => (await post('/auth/band/link', { redirect_uri }, mine.token)).data.state;
    const code = () => band.consent(someone());
    const ofSignIn = (await post('/auth/band/login', { redirect_uri })).data.state;
    expect((await post('/auth/band/link', { code: code(), state: ofSignIn }, mine.token)).code).toBe(
      'BAND_STATE_INVALID',
    );
    expect((await post('/auth/band/link', { code: code(), state: await begun() }, theirs.token)).code).toBe(
      'BAND_STATE_INVALID',
    );
    expect((await post('/auth/band/callback', { code: code(), state: await begun() })).code).toBe('BAND_STATE_INVALID');
  });

  it('gives one person at BAND to one account, and none to an address that is not proved', async () => {
    const person = someone();
    await signIn(person);
    expect((await link((await newVerifiedPerson(app)).token, person)).code).toBe('BAND_LINKED_ELSEWHERE');
    const unproved = await newPerson(app);
    const refused = await post('/auth/band/link', { redirect_uri }, unproved.token);
    expect([refused.status, refused.code]).toEqual([403, 'EMAIL_NOT_VERIFIED']);
    expect((await post('/auth/band/link', { code: 'x' }, unproved.token)).status).toBe(400);
  });

  it('leaves the last way in, and lets a BAND account get an e-mail and a password by mail', async () => {
    const { access_token: token } = (await signIn(someone())).data;
    expect((await app.call('DELETE', '/auth/band/link', { token })).code).toBe('LAST_WAY_IN');
    const email = newEmail();
    expect((await post('/auth/email/link', { email }, token)).status).toBe(202);
    expect((await post('/auth/email/verify', { token: await mailedToken(app, email, 'link') })).status).toBe(200);
    await post('/auth/password/forgot', { email });
    const reset = await mailedToken(app, email, 'reset');
    expect((await post('/auth/password/reset', { token: reset, password: '네트 위로 높이' })).status).toBe(200);
    const { data } = await logIn(app, { email, password: '네트 위로 높이' });
    expect(data.user.band_linked).toBe(true);
    expect((await app.call('DELETE', '/auth/email/link', { token: data.access_token })).status).toBe(200);
    expect((await logIn(app, { email, password: '네트 위로 높이' })).status).toBe(401);
  });
});
