import { Types } from 'mongoose';
import { Attempts } from '../src/limits/attempts';
import { codeOf, stepAt } from '../src/second-factor/totp';
import { AuthApp, claimsOf, Json } from './support/auth-app';
import { logIn, newPerson, newStaff, newVerifiedPerson, Person, refresh } from './support/people';

describe('the second factor', () => {
  let app: AuthApp;
  beforeAll(async () => (app = await AuthApp.start({ MFA_REQUIRED_ROLES: 'OPERATOR,ADMIN' })), 30_000);
  afterAll(() => app.stop());

  const post = (route: string, body: Json = {}, token?: string) =>
    app.call('POST', route, { body, ...(token && { token }) });
  /** Codes of the steps now and next: each is good once, and still good when a step ends before it is looked at. */
  const codes = (secret: string): [string, string] =>
    [0, 1].map((drift) => codeOf(secret, stepAt(Date.now()) + drift)) as [string, string];
  const setUp = async (person: Person): Promise<{ secret: string; recovery: string[] }> => {
    const { secret } = (await post('/auth/mfa/totp', {}, person.token)).data;
    const confirmed = await post('/auth/mfa/confirm', { code: codes(secret)[0] }, person.token);
    expect(confirmed.status).toBe(200);
    return { secret, recovery: confirmed.data.recovery_codes };
  };
  const challenge = async ({ email }: Person): Promise<string> => (await logIn(app, { email })).data.mfa_token;

  it('is asked for once it was confirmed, and not before', async () => {
    const person = await newVerifiedPerson(app);
    const begun = await post('/auth/mfa/totp', {}, person.token);
    expect(begun.data.otpauth_url).toContain(`secret=${begun.data.secret}`);
    expect((await logIn(app, { email: person.email })).data.access_token).toBeDefined();
    expect((await post('/auth/mfa/confirm', { code: '000000' }, person.token)).code).toBe('CODE_WRONG');
    const { secret, recovery } = await setUp(person);
    expect(new Set(recovery).size).toBe(10);
    const answer = await logIn(app, { email: person.email });
    expect(answer.data).toEqual({ mfa_required: true, mfa_token: expect.any(String), expires_in: 300 });
    const code = codes(secret)[1];
    const entered = await post('/auth/mfa/verify', { mfa_token: answer.data.mfa_token, code });
    expect([entered.status, entered.data.user.id]).toEqual([200, person.id]);
    expect((await refresh(app, entered.data.refresh_token)).status).toBe(200);
  });

  it('takes a code once, a challenge once, and a recovery code once', async () => {
    const person = await newVerifiedPerson(app);
    const { secret, recovery } = await setUp(person);
    const code = codes(secret)[1];
    const mfa_token = await challenge(person);
    const answers = await Promise.all(Array.from({ length: 3 }, () => post('/auth/mfa/verify', { mfa_token, code })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await post('/auth/mfa/verify', { mfa_token: await challenge(person), code })).code).toBe('CODE_WRONG');
    const spare = recovery[0]?.toUpperCase();
    const verify = async (used: unknown) =>
      post('/auth/mfa/verify', { mfa_token: await challenge(person), code: used });
    expect((await verify(spare)).status).toBe(200);
    expect((await verify(spare)).code).toBe('CODE_WRONG');
    expect((await post('/auth/mfa/verify', { mfa_token, code: recovery[1] })).code).toBe('MFA_TOKEN_INVALID');
  });

  it('cannot be guessed: five tries a sign-in, five an account and address', async () => {
    const person = await newVerifiedPerson(app);
    await setUp(person);
    const mfa_token = await challenge(person);
    const tries = Array.from({ length: 20 }, () => post('/auth/mfa/verify', { mfa_token, code: '000000' }));
    const answers = (await Promise.all(tries)).map(({ code }) => code);
    expect(answers.filter((code) => code === 'CODE_WRONG')).toHaveLength(5);
    expect(answers.filter((code) => code === 'MFA_TOKEN_INVALID')).toHaveLength(15);
    const again = await post('/auth/mfa/verify', { mfa_token: await challenge(person), code: '000000' });
    expect(again.code).toBe('TOO_MANY_SIGN_INS');
  });

  it('is set up once, however often its beginning is asked for at the same moment, and anew later', async () => {
    const person = await newVerifiedPerson(app);
    const begin = () => post('/auth/mfa/totp', {}, person.token);
    const answers = await Promise.all(Array.from({ length: 6 }, begin));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(6).fill(200));
    const secrets = new Set<string>(answers.map(({ data }) => data.secret));
    expect(secrets.size).toBe(1);
    const [secret = ''] = secrets;
    const earlier = { $set: { begunAt: new Date(Date.now() - 61_000) } };
    await app.db.collection('second_factors').updateOne({ _id: new Types.ObjectId(person.id) }, earlier);
    const again = await Promise.all(Array.from({ length: 6 }, begin));
    const anew = new Set<string>(again.map(({ data }) => data.secret));
    expect([anew.size, anew.has(secret)]).toEqual([1, false]);
    const [code] = codes([...anew][0] ?? '');
    const confirmed = await Promise.all([1, 2].map(() => post('/auth/mfa/confirm', { code }, person.token)));
    expect(confirmed.map(({ status, code: refused }) => refused ?? status).sort()).toEqual([200, 'SECOND_FACTOR_ON']);
    expect((await begin()).code).toBe('SECOND_FACTOR_ON');
  });

  it('is the one whose code was shown, also when a set-up is begun anew in that moment', async () => {
    const person = await newVerifiedPerson(app);
    const begin = async (): Promise<string> => (await post('/auth/mfa/totp', {}, person.token)).data.secret as string;
    const confirm = (secret: string) => post('/auth/mfa/confirm', { code: codes(secret)[0] }, person.token);
    const first = await begin();
    const earlier = { $set: { begunAt: new Date(Date.now() - 61_000) } };
    await app.db.collection('second_factors').updateOne({ _id: new Types.ObjectId(person.id) }, earlier);
    const attempts = app.service.app.get(Attempts);
    const attempt = attempts.begin.bind(attempts);
    let second = '';
    jest.spyOn(attempts, 'begin').mockImplementationOnce(async (source) => {
      second = await begin();
      return attempt(source);
    });
    const overtaken = await confirm(first);
    expect([second === first, overtaken.code]).toEqual([false, 'CODE_WRONG']);
    expect((await logIn(app, { email: person.email })).data.access_token).toBeDefined();
    expect((await confirm(second)).status).toBe(200);
  });

  it('lies sealed and digested in the database', async () => {
    const person = await newVerifiedPerson(app);
    const { secret, recovery } = await setUp(person);
    const mfa_token = await challenge(person);
    const stored = JSON.stringify([
      await app.db.collection('second_factors').find().toArray(),
      await app.db.collection('second_factor_challenges').find().toArray(),
    ]);
    for (const text of [secret, mfa_token, ...recovery]) expect(stored).not.toContain(text);
  });

  it('is turned off by a code, not without, and cannot be set up for an address that is not proved', async () => {
    const person = await newVerifiedPerson(app);
    const { recovery } = await setUp(person);
    expect((await post('/auth/mfa/totp', {}, person.token)).code).toBe('SECOND_FACTOR_ON');
    expect((await post('/auth/mfa/disable', { code: '000000' }, person.token)).code).toBe('CODE_WRONG');
    expect((await post('/auth/mfa/disable', { code: recovery[2] }, person.token)).status).toBe(200);
    expect((await logIn(app, { email: person.email })).data.access_token).toBeDefined();
    expect((await post('/auth/mfa/disable', { code: '123456' }, person.token)).code).toBe('SECOND_FACTOR_OFF');
    const unproved = await newPerson(app);
    expect((await post('/auth/mfa/totp', {}, unproved.token)).code).toBe('EMAIL_NOT_VERIFIED');
  });

  it('is what gives a role that requires it its force', async () => {
    const operator = await newStaff(app, 'OPERATOR');
    await app.db.collection('accounts').updateMany({}, { $set: { emailVerifiedAt: new Date() } });
    expect(claimsOf(operator.token).roles).toEqual(['USER']);
    const before = (await app.call('GET', '/auth/me', { token: operator.token })).data;
    expect([before.permissions.includes('sync:run'), before.second_factor_required]).toEqual([false, true]);
    // The service's own guard, without the gateway's.
    expect((await app.call('GET', '/admin/users', { token: operator.token })).code).toBe('SECOND_FACTOR_REQUIRED');
    expect((await app.call('GET', '/admin/logs', { token: operator.token })).code).toBe('ROLE_REQUIRED');
    const { recovery } = await setUp(operator);
    const { data } = await refresh(app, operator.refreshToken);
    expect(claimsOf(data.access_token).roles).toEqual(['USER', 'OPERATOR']);
    expect((await app.call('GET', '/auth/me', { token: data.access_token })).data.permissions).toContain('sync:run');
    const verified = await post('/auth/mfa/verify', { mfa_token: await challenge(operator), code: recovery[0] });
    expect(verified.data.permissions).toContain('sync:run');
    expect(verified.data.second_factor_required).toBe(false);
    const off = await post('/auth/mfa/disable', { code: recovery[1] }, data.access_token);
    expect(off.code).toBe('SECOND_FACTOR_MANDATORY');
  });
});
