import { PERMISSIONS, Role, ROLES } from '@dongbaejul/contracts';
import { AuthApp, Json } from './support/auth-app';
import { logIn, newEmail, newPerson, newStaff, PASSWORD } from './support/people';

describe('signing up and in with a password', () => {
  let app: AuthApp;
  beforeAll(async () => (app = await AuthApp.start()), 30_000);
  afterAll(() => app.stop());

  const signUp = (body: Json, headers = {}) => app.call('POST', '/auth/signup', { body, headers });

  it('makes an account and answers as the documents say', async () => {
    const answer = await signUp({
      email: 'Minsu@Club.test',
      password: PASSWORD,
      username: '민수킴',
      display_name: '김민수',
    });
    expect(answer.status).toBe(201);
    expect(answer.data).toEqual({
      user_id: expect.stringMatching(/^[\da-f]{24}$/),
      email: 'Minsu@Club.test',
      username: '민수킴',
    });
  });

  it.each([
    [{ email: 'minsu@club.test' }],
    [{ email: 'MINSU@CLUB.TEST' }],
    [{ username: '민수킴' }],
    [{ username: '민수킴'.normalize('NFD') }],
  ])('signs in with %j, in any spelling that means the same', async (who) => {
    const answer = await logIn(app, who);
    expect(answer.status).toBe(200);
    expect(answer.data).toMatchObject({
      token_type: 'Bearer',
      expires_in: 86_400,
      user: { username: '민수킴', display_name: '김민수', email: 'Minsu@Club.test', roles: ['USER'], status: 'active' },
      permissions: ['posts:write'],
    });
  });

  it('works at /auth/register too, with e-mail and password alone', async () => {
    const email = newEmail();
    const answer = await app.call('POST', '/auth/register', { body: { email, password: PASSWORD } });
    expect(answer.status).toBe(201);
    expect(answer.data.username).toMatch(/^member_/);
  });

  it('gives an e-mail and a username to one account only, also when many ask at once', async () => {
    const email = newEmail();
    const spellings = Array.from({ length: 10 }, (_, i) => (i % 2 ? email.toUpperCase() : email));
    const answers = await Promise.all(spellings.map((one) => signUp({ email: one, password: PASSWORD })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    expect(answers.filter(({ status }) => status === 409).every(({ code }) => code === 'EMAIL_TAKEN')).toBe(true);
    expect(await app.db.collection('accounts').countDocuments({ emailKey: email })).toBe(1);
    const taken = await signUp({ email: newEmail(), password: PASSWORD, username: '민수킴' });
    expect([taken.status, taken.code]).toEqual([409, 'USERNAME_TAKEN']);
  });

  const FORMS: [string, (text: string) => string][] = [
    ['composed', (text) => text.normalize('NFC')],
    ['decomposed', (text) => text.normalize('NFD')],
    ['upper case', (text) => text.toUpperCase()],
    ['lower case, decomposed', (text) => text.toLowerCase().normalize('NFD')],
  ];
  const fullWidth = (text: string): string =>
    text.replace(/[A-Za-z0-9]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));

  it('takes every Unicode form of a username for the same one, also when all ask at once', async () => {
    const username = '유니코드Kim9';
    const ask = (name: string) => signUp({ email: newEmail(), password: PASSWORD, username: name });
    const names = [...FORMS, ...FORMS].map(([, form]) => form(username));
    const answers = await Promise.all(names.map(ask));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    for (const [, form] of FORMS) expect((await ask(form(username))).code).toBe('USERNAME_TAKEN');
    // Letters that only look like others are no part of a name; at sign-in they mean the one that there is.
    const wide = await ask(fullWidth(username));
    expect([wide.code, Object.keys(wide.body.error.details)]).toEqual(['INVALID_INPUT', ['username']]);
    const ids = new Set<string>();
    for (const form of [...FORMS.map(([, one]) => one), fullWidth]) {
      ids.add((await logIn(app, { username: form(username) })).data.user.id);
    }
    expect(ids.size).toBe(1);
    expect(await app.db.collection('accounts').countDocuments({ usernameKey: '유니코드kim9' })).toBe(1);
  });

  it('takes every Unicode form of an e-mail for the same one, also when all ask at once', async () => {
    const email = '유니코드.Lee7@club.test';
    const [local = '', domain = ''] = email.split('@');
    const ask = (address: string) => signUp({ email: address, password: PASSWORD });
    const forms = [...FORMS.map(([, form]) => form(email)), `${fullWidth(local)}@${domain}`];
    const answers = await Promise.all([...forms, ...forms].map(ask));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    for (const form of forms) expect([form, (await ask(form)).code]).toEqual([form, 'EMAIL_TAKEN']);
    const ids = new Set<string>();
    for (const form of forms) ids.add((await logIn(app, { email: form })).data.user.id);
    expect(ids.size).toBe(1);
  });

  it('has one effect for one Idempotency-Key', async () => {
    const body = { email: newEmail(), password: PASSWORD };
    const headers = { 'idempotency-key': 'sign-up-1' };
    const [first, again] = [await signUp(body, headers), await signUp(body, headers)];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.data).toEqual(first.data);
    const stranger = await signUp({ ...body, email: newEmail() }, headers);
    expect(stranger.status).toBe(201);
    expect(stranger.data.user_id).not.toBe(first.data.user_id);
  });

  it.each([
    [{ password: 'short-7' }, 'password'],
    [{ password: 'password123' }, 'password'],
    [{ email: 'no address' }, 'email'],
    [{ username: 'a b c' }, 'username'],
    [{ username: 'ab' }, 'username'],
    [{ username: '\u0430dministrator' }, 'username'],
    [{ display_name: '관리\u200b자' }, 'display_name'],
    [{ display_name: '\u3164' }, 'display_name'],
    [{ display_name: 'x'.repeat(51) }, 'display_name'],
    [{ roles: ['SUPERADMIN'] }, 'roles'],
    [{ email: { $ne: null } }, 'email'],
  ])('refuses to sign up with %j and says why', async (wrong, field) => {
    const answer = await signUp({ email: newEmail(), password: PASSWORD, ...wrong });
    expect([answer.status, answer.code]).toEqual([400, 'INVALID_INPUT']);
    expect(Object.keys(answer.body.error.details)).toEqual([field]);
  });

  it('tells a wrong password from an unknown account to nobody', async () => {
    const { email } = await newPerson(app);
    const wrong = await logIn(app, { email, password: 'something else' });
    const unknown = await logIn(app, { email: newEmail(), password: 'something else' });
    expect([wrong.status, wrong.code]).toEqual([401, 'WRONG_CREDENTIALS']);
    expect({ ...unknown.body.error, trace_id: '' }).toEqual({ ...wrong.body.error, trace_id: '' });
  });

  it('stops guessing after five failures, in the words of the documents, and elsewhere answers on', async () => {
    const { email } = await newPerson(app);
    for (let i = 0; i < 5; i += 1)
      expect((await logIn(app, { email, password: 'guess' }, '198.51.100.1')).status).toBe(401);
    const refused = await logIn(app, { email }, '198.51.100.1');
    expect([refused.status, refused.code]).toEqual([429, 'TOO_MANY_SIGN_INS']);
    expect(refused.body.error.message).toBe('로그인 시도 횟수를 초과했습니다. 15분 후 다시 시도해주세요.');
    expect(refused.body.error.details.retry_after).toBeGreaterThan(890);
    expect(refused.headers.get('retry-after')).toBe(String(refused.body.error.details.retry_after));
    expect((await logIn(app, { email }, '198.51.100.2')).status).toBe(200);
  });

  it('lets no more than five of many parallel guesses through', async () => {
    const { email } = await newPerson(app);
    const guesses = await Promise.all(
      Array.from({ length: 20 }, () => logIn(app, { email, password: 'guess' }, '198.51.100.3')),
    );
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  it('names everything that is missing at once', async () => {
    const missing = async (body: Json): Promise<string[]> => {
      const answer = await app.call('POST', '/auth/login', { body });
      expect(answer.status).toBe(400);
      return Object.keys(answer.body.error.details).sort();
    };
    expect(await missing({})).toEqual(['email', 'password']);
    expect(await missing({ username: 'minsu' })).toEqual(['password']);
    expect(await missing({ email: 'a@club.test' })).toEqual(['password']);
    expect(await missing({ password: 'x' })).toEqual(['email']);
    expect(await missing({ email: 'a@club.test', username: 'minsu', password: 'x' })).toEqual(['email']);
  });

  it.each(ROLES)('gives %s the permissions of the table, at sign-in and at /auth/me', async (role) => {
    const held = (['USER', role] as Role[]).filter((one, place, all) => all.indexOf(one) === place);
    const staff = role === 'USER' ? await newPerson(app) : await newStaff(app, role);
    const expected = Object.entries<readonly Role[]>(PERMISSIONS)
      .filter(([, roles]) => held.some((one) => roles.includes(one)))
      .map(([permission]) => permission);
    expect(expected.length).toBeGreaterThan(0);
    expect((await app.call('GET', '/auth/me', { token: staff.token })).data.permissions).toEqual(expected);
    expect((await logIn(app, { email: staff.email })).data.permissions).toEqual(expected);
  });

  it('does not count successes as attempts', async () => {
    const { email } = await newPerson(app);
    for (let i = 0; i < 7; i += 1) expect((await logIn(app, { email }, '198.51.100.4')).status).toBe(200);
  });

  it('stores no password', async () => {
    const { id } = await newPerson(app);
    const stored = JSON.stringify(await app.db.collection('accounts').find().toArray());
    expect(stored).toContain(id);
    expect(stored).not.toContain(PASSWORD);
    expect(stored).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it.each(['blocked', 'closed'])('lets nobody into a %s account', async (status) => {
    const { email } = await newPerson(app);
    await app.db.collection('accounts').updateOne({ emailKey: email }, { $set: { status } });
    const answer = await logIn(app, { email });
    const expected = status === 'blocked' ? [403, 'ACCOUNT_BLOCKED'] : [401, 'WRONG_CREDENTIALS'];
    expect([answer.status, answer.code]).toEqual(expected);
  });
});

describe('signing up where strangers have to be admitted', () => {
  let app: AuthApp;
  beforeAll(async () => (app = await AuthApp.start({ ADMISSION: 'approval' })), 30_000);
  afterAll(() => app.stop());

  it('gives an account that sees its own profile and nothing else', async () => {
    const { token, id } = await newPerson(app);
    const profile = await app.call('GET', '/users/profile', { token });
    expect(profile.data.user).toMatchObject({ id, status: 'pending' });
    expect((await app.call('GET', '/auth/me', { token })).data.permissions).toEqual([]);
    for (const route of ['/users/members', `/users/${id}`, `/users/members/${id}`]) {
      expect([(await app.call('GET', route, { token })).code, route]).toEqual(['NOT_ADMITTED', route]);
    }
  });
});
