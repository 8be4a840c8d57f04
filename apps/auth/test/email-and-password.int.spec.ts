import { until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import { AuthApp, Json } from './support/auth-app';
import { logIn, mailedToken, newEmail, newPerson, newVerifiedPerson, PASSWORD, refresh } from './support/people';

const NEW_PASSWORD = '네트 위로 높이 띄우기';

describe('the e-mail address and the password of an account', () => {
  let app: AuthApp;
  beforeAll(async () => (app = await AuthApp.start()), 30_000);
  afterAll(() => app.stop());

  const post = (route: string, body: Json = {}, token?: string) =>
    app.call('POST', route, { body, ...(token && { token }) });
  const me = async (token: string): Promise<Json> => (await app.call('GET', '/auth/me', { token })).data.user;

  it('is proved by the link that sign-up mails, once', async () => {
    const person = await newPerson(app);
    expect((await me(person.token)).email_verified).toBe(false);
    const token = await mailedToken(app, person.email, 'verify');
    const answers = await Promise.all(Array.from({ length: 5 }, () => post('/auth/email/verify', { token })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422, 422, 422]);
    expect((await me(person.token)).email_verified).toBe(true);
    expect((await post('/auth/email/resend', {}, person.token)).code).toBe('EMAIL_ALREADY_VERIFIED');
  });

  it('is asked to be proved again at most three times an hour', async () => {
    const person = await newPerson(app);
    for (let i = 0; i < 3; i += 1) expect((await post('/auth/email/resend', {}, person.token)).status).toBe(200);
    const refused = await post('/auth/email/resend', {}, person.token);
    expect([refused.status, refused.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
    const token = await mailedToken(app, person.email, 'verify', 4);
    expect((await post('/auth/email/verify', { token })).status).toBe(200);
  });

  it('stores links as digests, and takes neither an old one nor one for something else', async () => {
    const person = await newPerson(app);
    const token = await mailedToken(app, person.email, 'verify');
    const stored = JSON.stringify([
      await app.db.collection('one_time_tokens').find().toArray(),
      await app.db.collection('mails').find().toArray(),
    ]);
    expect(stored).not.toContain(token);
    expect((await post('/auth/password/reset', { token, password: NEW_PASSWORD })).code).toBe('LINK_INVALID');
    const filter = { accountId: new Types.ObjectId(person.id) };
    await app.db.collection('one_time_tokens').updateMany(filter, { $set: { expiresAt: new Date(Date.now() - 1) } });
    expect((await post('/auth/email/verify', { token })).code).toBe('LINK_INVALID');
    await post('/auth/password/forgot', { email: person.email });
    const reset = await mailedToken(app, person.email, 'reset');
    await app.db.collection('one_time_tokens').updateMany(filter, { $set: { expiresAt: new Date(Date.now() - 1) } });
    expect((await post('/auth/password/reset', { token: reset, password: NEW_PASSWORD })).code).toBe('LINK_INVALID');
    expect((await logIn(app, { email: person.email })).status).toBe(200);
  });

  it('resets a forgotten password: every session ends, the old password and the link are over', async () => {
    const person = await newPerson(app);
    expect((await post('/auth/password/forgot', { email: person.email.toUpperCase() })).data).toEqual({
      message: 'success',
    });
    const token = await mailedToken(app, person.email, 'reset');
    expect((await post('/auth/password/reset', { token, password: 'password123' })).status).toBe(400);
    expect((await post('/auth/password/reset', { token, password: NEW_PASSWORD })).status).toBe(200);
    expect((await post('/auth/password/reset', { token, password: NEW_PASSWORD })).code).toBe('LINK_INVALID');
    expect((await refresh(app, person.refreshToken)).status).toBe(401);
    expect((await logIn(app, { email: person.email })).status).toBe(401);
    const { data } = await logIn(app, { email: person.email, password: NEW_PASSWORD });
    expect(data.user.email_verified).toBe(true);
    await until(
      () => app.mailsTo(person.email).some((mail) => mail.includes('비밀번호가 재설정되었습니다')),
      'the mail about the reset is there',
    );
  });

  describe('a link to reset is mailed', () => {
    const resets = async (email: string): Promise<number> => {
      await until(async () => (await app.db.collection('mails').countDocuments()) === 0, 'nothing is left to send');
      return app.mailsTo(email).filter((mail) => (mail.split('\n')[1] ?? '').includes('재설정')).length;
    };

    it('three times an hour to one address, however it is spelt', async () => {
      const { email } = await newPerson(app);
      const wide = (at: number): string => String.fromCharCode(email.charCodeAt(at) + 0xfee0);
      for (let at = 0; at < 5; at += 1) {
        await post('/auth/password/forgot', { email: email.slice(0, at) + wide(at) + email.slice(at + 1) });
      }
      expect(await resets(email)).toBe(3);
    });

    it('thirty times an hour for one sender, who has a whole network of addresses', async () => {
      const { email } = await newPerson(app);
      for (let i = 1; i <= 31; i += 1) {
        const body = { email: i === 31 ? email : newEmail() };
        await app.call('POST', '/auth/password/forgot', { body, address: `2001:db8:1:2::${i}` });
      }
      expect(await resets(email)).toBe(0);
    });
  });

  it('tells nobody whether an account exists, neither by answer nor by refusal', async () => {
    const { email } = await newPerson(app);
    const known = [];
    const unknown = [];
    const nobody = newEmail();
    for (let i = 0; i < 5; i += 1) {
      known.push(await post('/auth/password/forgot', { email }));
      unknown.push(await post('/auth/password/forgot', { email: nobody }));
    }
    expect(known.map(({ status, data }) => [status, data])).toEqual(unknown.map(({ status, data }) => [status, data]));
    await mailedToken(app, email, 'reset', 3);
    await until(async () => (await app.db.collection('mails').countDocuments()) === 0, 'nothing is left to send');
    expect(app.mailsTo(email).filter((mail) => mail.includes('재설정'))).toHaveLength(3);
    expect(app.mailsTo(nobody)).toHaveLength(0);
  });

  it('changes a password: the other sessions end, this one stays', async () => {
    const person = await newVerifiedPerson(app);
    const other = (await logIn(app, { email: person.email })).data;
    const change = (current_password: string) =>
      post('/auth/password/change', { current_password, new_password: NEW_PASSWORD }, person.token);
    expect((await change('not it')).code).toBe('PASSWORD_WRONG');
    expect((await change(PASSWORD)).status).toBe(200);
    expect((await refresh(app, other.refresh_token)).status).toBe(401);
    expect((await refresh(app, person.refreshToken)).status).toBe(200);
    expect((await logIn(app, { email: person.email, password: NEW_PASSWORD })).status).toBe(200);
    await until(
      () => app.mailsTo(person.email).some((mail) => mail.includes('비밀번호가 변경되었습니다')),
      'the mail about the change is there',
    );
  });

  it('lets no old password in while it is being changed', async () => {
    const person = await newPerson(app);
    const body = { current_password: PASSWORD, new_password: NEW_PASSWORD };
    const logins = Array.from({ length: 4 }, () => logIn(app, { email: person.email }));
    const [changed, ...signedIn] = await Promise.all([post('/auth/password/change', body, person.token), ...logins]);
    expect(changed?.status).toBe(200);
    for (const { status, data } of signedIn) {
      if (status === 200) expect((await refresh(app, data.refresh_token)).status).toBe(401);
    }
  });

  it('does not serve for guessing from a session that was left open', async () => {
    const person = await newPerson(app);
    const guess = () =>
      post('/auth/password/change', { current_password: 'guess', new_password: NEW_PASSWORD }, person.token);
    for (let i = 0; i < 5; i += 1) expect((await guess()).code).toBe('PASSWORD_WRONG');
    expect((await guess()).code).toBe('TOO_MANY_SIGN_INS');
  });

  it('changes the address only when the new one was proved, and with the password', async () => {
    const person = await newVerifiedPerson(app);
    const email = newEmail();
    expect((await post('/auth/email/link', { email }, person.token)).code).toBe('PASSWORD_WRONG');
    expect((await post('/auth/email/link', { email, current_password: PASSWORD }, person.token)).status).toBe(202);
    const token = await mailedToken(app, email, 'link');
    expect((await me(person.token)).email).toBe(person.email);
    expect((await post('/auth/email/verify', { token })).status).toBe(200);
    expect(await me(person.token)).toMatchObject({ email, email_verified: true });
    await until(
      () => app.mailsTo(person.email).some((mail) => mail.includes('주소가 변경되었습니다')),
      'the mail about the change is there',
    );
  });

  it('leaves a row in the audit log for each change, with the address that it came from', async () => {
    const person = await newVerifiedPerson(app);
    const from = (address: string, route: string, body: Json, token?: string) =>
      app.call('POST', route, { body, address, ...(token && { token }) });
    const email = newEmail();
    await from('198.51.100.20', '/auth/email/link', { email, current_password: PASSWORD }, person.token);
    const linking = await mailedToken(app, email, 'link');
    expect((await from('198.51.100.21', '/auth/email/verify', { token: linking })).status).toBe(200);
    const change = { current_password: PASSWORD, new_password: NEW_PASSWORD };
    expect((await from('198.51.100.22', '/auth/password/change', change, person.token)).status).toBe(200);
    await post('/auth/password/forgot', { email });
    const token = await mailedToken(app, email, 'reset');
    expect((await from('198.51.100.23', '/auth/password/reset', { token, password: PASSWORD })).status).toBe(200);
    const rows = () => app.db.collection('audit_logs').find({ object_id: person.id }).sort({ _id: 1 }).toArray();
    await until(async () => (await rows()).length === 3, 'all three deeds are in the audit log');
    expect((await rows()).map(({ action, client_address }) => [action, client_address])).toEqual([
      ['account.email_changed', '198.51.100.21'],
      ['account.password_changed', '198.51.100.22'],
      ['account.password_reset', '198.51.100.23'],
    ]);
  });

  it('may be changed also when the old one is proved meanwhile', async () => {
    const person = await newPerson(app);
    const email = newEmail();
    const proof = await mailedToken(app, person.email, 'verify');
    await post('/auth/email/link', { email, current_password: PASSWORD }, person.token);
    const change = await mailedToken(app, email, 'link');
    expect((await post('/auth/email/verify', { token: proof })).status).toBe(200);
    expect((await post('/auth/email/verify', { token: change })).status).toBe(200);
    expect(await me(person.token)).toMatchObject({ email, email_verified: true });
  });

  it('gives an address to who proves it, not to who claimed it first, and never takes a proved one', async () => {
    const email = newEmail();
    const squatter = await newPerson(app, { email });
    const owner = await newVerifiedPerson(app);
    await post('/auth/email/link', { email, current_password: PASSWORD }, owner.token);
    const token = await mailedToken(app, email, 'link');
    expect((await post('/auth/email/verify', { token })).status).toBe(200);
    expect((await me(owner.token)).email).toBe(email);
    expect((await me(squatter.token)).email).toBeNull();
    const late = await mailedToken(app, email, 'verify');
    expect((await post('/auth/email/verify', { token: late })).code).toBe('LINK_INVALID');
    const third = await newVerifiedPerson(app);
    await post('/auth/email/link', { email, current_password: PASSWORD }, third.token);
    // A mail may come twice where its server was slow to answer: the latest is theirs in the end.
    const stolen = async () => post('/auth/email/verify', { token: await mailedToken(app, email, 'link', 2) });
    await until(async () => (await stolen()).code === 'EMAIL_TAKEN', 'the latest mail is the one that is read');
    expect((await me(owner.token)).email).toBe(email);
  });

  it('that was changed is told in either language, as the inbox speaks that of each request', async () => {
    const person = await newPerson(app);
    const body = { current_password: PASSWORD, new_password: NEW_PASSWORD };
    expect((await post('/auth/password/change', body, person.token)).status).toBe(200);
    const told = await app.db
      .collection('outbox')
      .findOne({ name: 'auth.notification.requested', aggregate_id: `account:${person.id}` });
    expect(told?.payload).toMatchObject({
      type: 'account.security',
      data: { detail: '[동배즐] 비밀번호가 변경되었습니다.', detail_en: '[Dongbaejul] Your password was changed.' },
    });
  });

  it('keeps the last way in', async () => {
    const person = await newVerifiedPerson(app);
    const answer = await app.call('DELETE', '/auth/email/link', { token: person.token });
    expect([answer.status, answer.code]).toEqual([409, 'LAST_WAY_IN']);
  });
});
