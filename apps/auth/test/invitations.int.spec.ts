import { expectIndexed, until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import { Answer, AuthApp, Json } from './support/auth-app';
import { FakeBand } from './support/fake-band';
import { logIn, newEmail, newPerson, newStaff, PASSWORD, Person, refresh } from './support/people';

describe('invitations, where strangers wait for approval', () => {
  let app: AuthApp;
  let band: FakeBand;
  let operator: Person;
  beforeAll(async () => {
    band = await FakeBand.start();
    app = await AuthApp.start({ ...band.env, ADMISSION: 'approval' });
    operator = await newStaff(app, 'OPERATOR');
    await accounts().updateOne({ _id: new Types.ObjectId(operator.id) }, { $set: { status: 'active' } });
    operator.token = (await logIn(app, { email: operator.email })).data.access_token;
  });
  afterAll(async () => {
    await app.stop();
    await band.stop();
  });

  const accounts = () => app.db.collection('accounts');
  const invitations = () => app.db.collection('invitations');
  const invite = (body: Json = {}, headers: Record<string, string> = {}): Promise<Answer> =>
    app.call('POST', '/admin/invitations', { token: operator.token, body, headers });
  const codeOf = async (body: Json = {}): Promise<string> => (await invite(body)).data.code;
  const signUp = (invitation_code: string | undefined, email = newEmail()): Promise<Answer> =>
    app.call('POST', '/auth/signup', { body: { email, password: PASSWORD, invitation_code } });
  const statusOf = async (id: string): Promise<string> =>
    (await accounts().findOne({ _id: new Types.ObjectId(id) }))?.status;
  const list = async (query = ''): Promise<Json[]> =>
    (await app.call('GET', `/admin/invitations${query}`, { token: operator.token })).data.invitations;
  const mailed = (email: string): string => /code=([\w-]+)/.exec(app.mailsTo(email)[0] ?? '')?.[1] ?? '';

  it('make a member at once of who signs up with one, and say who came by it', async () => {
    const { status, data } = await invite({ note: '신입 모집' });
    expect(status).toBe(201);
    expect(data.link).toBe(`dongbaejul://auth/invitation?code=${data.code}`);
    const { user_id } = (await signUp(data.code)).data;
    expect([await statusOf(user_id), await statusOf((await signUp(undefined)).data.user_id)]).toEqual([
      'active',
      'pending',
    ]);
    expect((await list()).find(({ id }) => id === data.invitation.id)).toMatchObject({
      status: 'used',
      note: '신입 모집',
      uses_left: 0,
      used_by: [{ id: user_id }],
      created_by: operator.id,
    });
    const deeds = () =>
      app.db.collection('audit_logs').find({ object_id: data.invitation.id }).sort({ seq: 1 }).toArray();
    await until(async () => (await deeds()).length === 2, 'both deeds are in the audit log');
    expect((await deeds()).map(({ action, actor_id }) => [action, actor_id]).sort()).toEqual([
      ['invitation.created', operator.id],
      ['invitation.used', user_id],
    ]);
  });

  it('of one use admit one of twenty who come at once; of three, three', async () => {
    for (const max_uses of [1, 3]) {
      const code = await codeOf({ max_uses });
      const answers = await Promise.all(Array.from({ length: 20 }, () => signUp(code)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(max_uses);
      expect(new Set(answers.filter(({ status }) => status !== 201).map(({ code: error }) => error))).toEqual(
        new Set(['INVITATION_INVALID']),
      );
      expect(await accounts().countDocuments({ status: 'active', email: { $in: emailsOf(answers) } })).toBe(max_uses);
    }
  });
  const emailsOf = (answers: Answer[]): string[] => answers.flatMap(({ data }) => (data ? [data.email] : []));

  it('hold, and say so, as long as their maker may invite: not blocked, gone or without the role', async () => {
    const { code, invitation } = (await invite({ max_uses: 3 })).data;
    const set = ($set: Json, $unset: Json = { mergedInto: 1 }) =>
      accounts().updateOne({ _id: new Types.ObjectId(operator.id) }, { $set, $unset });
    const shown = async (): Promise<Json> => ({
      status: (await list()).find(({ id }) => id === invitation.id).status,
      isUsable: (await list('?usable=true')).some(({ id }) => id === invitation.id),
    });
    for (const status of ['blocked', 'closed']) {
      await set({ status });
      expect([(await signUp(code)).code, await shown()]).toEqual([
        'INVITATION_INVALID',
        { status: 'suspended', isUsable: false },
      ]);
    }
    // Two accounts of one person: it is that person's word still.
    const successor = (await newStaff(app, 'OPERATOR')).id;
    await accounts().updateOne({ _id: new Types.ObjectId(successor) }, { $set: { status: 'active' } });
    await set({ status: 'closed', mergedInto: successor }, { noSuchField: 1 });
    expect([(await signUp(code)).status, await shown()]).toEqual([201, { status: 'usable', isUsable: true }]);
    await accounts().updateOne({ _id: new Types.ObjectId(successor) }, { $set: { status: 'blocked' } });
    expect([(await signUp(code)).code, (await shown()).status]).toEqual(['INVITATION_INVALID', 'suspended']);
    await set({ status: 'active', roles: ['USER'] });
    expect([(await signUp(code)).code, await shown()]).toEqual([
      'INVITATION_INVALID',
      { status: 'suspended', isUsable: false },
    ]);
    await set({ roles: ['USER', 'OPERATOR'] });
    expect([(await signUp(code)).status, await shown()]).toEqual([201, { status: 'usable', isUsable: true }]);
  });

  it('are not spent by a sign-up that fails', async () => {
    const code = await codeOf();
    expect((await signUp(code, operator.email)).code).toBe('EMAIL_TAKEN');
    expect((await signUp(code)).status).toBe(201);
  });

  it('that expired, were withdrawn or never existed leave nothing behind, and look alike', async () => {
    const [late, gone] = [(await invite()).data, (await invite()).data];
    await invitations().updateOne(
      { _id: new Types.ObjectId(late.invitation.id as string) },
      { $set: { expiresAt: new Date(Date.now() - 1) } },
    );
    const withdraw = (id: string) => app.call('DELETE', `/admin/invitations/${id}`, { token: operator.token });
    expect([(await withdraw(gone.invitation.id)).status, (await withdraw(gone.invitation.id)).status]).toEqual([
      200, 200,
    ]);
    expect((await withdraw('65f0000000000000000000ee')).code).toBe('INVITATION_NOT_FOUND');
    const before = await accounts().countDocuments();
    for (const code of [late.code, gone.code, 'never']) {
      const { status, body } = await signUp(code);
      expect([status, body.error.code]).toEqual([422, 'INVITATION_INVALID']);
    }
    expect(await accounts().countDocuments()).toBe(before);
    const usable = (await list('?usable=true&limit=100')).map(({ id }) => id);
    expect(usable).not.toContain(gone.invitation.id);
    expect(usable).not.toContain(late.invitation.id);
  });

  it('by mail are for that address alone, prove it, and never show their code to staff', async () => {
    const email = newEmail();
    const { data } = await invite({ email });
    expect([data.code, data.link]).toEqual([undefined, undefined]);
    await until(() => mailed(email) !== '', 'the invitation is mailed');
    expect((await signUp(mailed(email))).code).toBe('INVITATION_OTHER_ADDRESS');
    const { user_id } = (await signUp(mailed(email), email.toUpperCase())).data;
    expect((await accounts().findOne({ _id: new Types.ObjectId(user_id as string) }))?.emailVerifiedAt).not.toBeNull();
    expect((await invite({ email })).code).toBe('EMAIL_TAKEN');
    expect((await invite({ email: newEmail(), max_uses: 2 })).status).toBe(400);
  });

  it('admit who waits already, also by BAND, and need a refresh to be felt', async () => {
    const waiting = await newPerson(app);
    const use = (token: string, code: string) => app.call('POST', '/auth/invitation', { token, body: { code } });
    expect((await use(waiting.token, 'never')).code).toBe('INVITATION_INVALID');
    expect((await use(waiting.token, await codeOf())).data.user).toMatchObject({ id: waiting.id, status: 'active' });
    expect((await use(waiting.token, await codeOf())).code).toBe('INVITATION_NOT_NEEDED');
    expect(
      (await app.call('GET', '/auth/me', { token: (await refresh(app, waiting.refreshToken)).data.access_token })).data
        .user.roles,
    ).toEqual(['USER']);

    const { state } = (
      await app.call('POST', '/auth/band/login', { body: { redirect_uri: 'dongbaejul://auth/callback' } })
    ).data;
    const code = band.consent({ user_key: 'guest', name: '손님', profile_image_url: null, member: false });
    const { data } = await app.call('POST', '/auth/band/callback', { body: { code, state } });
    expect(data.user.status).toBe('pending');
    expect((await use(data.access_token, await codeOf())).data.user.status).toBe('active');
  });

  it('keep no code: a repeated request gets it all the same', async () => {
    const headers = { 'idempotency-key': 'invite-once' };
    const [first, again] = [await invite({ note: '한 번' }, headers), await invite({ note: '한 번' }, headers)];
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.data).toEqual(first.data);
    for (const { name } of await app.db.listCollections().toArray()) {
      const rows = await app.db.collection(name).find().toArray();
      expect(JSON.stringify(rows)).not.toContain(first.data.code);
    }
  });

  it('are made by staff alone, and found by indexes', async () => {
    const stranger = await newPerson(app);
    for (const [method, route] of [
      ['POST', '/admin/invitations'],
      ['GET', '/admin/invitations'],
      ['DELETE', '/admin/invitations/65f0000000000000000000ee'],
    ] as const) {
      expect(
        (await app.call(method, route, { token: stranger.token, body: method === 'POST' ? {} : undefined })).status,
      ).toBe(403);
    }
    await expectIndexed(app.db, ['invitations'], async () => {
      await signUp(await codeOf());
      await list('?usable=true');
      await list();
    });
  });
});
