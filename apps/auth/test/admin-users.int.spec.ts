import { expectIndexed, until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import { firstSuperadmin } from '../src/admin-users/first-superadmin';
import { Answer, AuthApp, Json } from './support/auth-app';
import { eventsOf, logIn, newPerson, newStaff, newVerifiedPerson, Person, refresh } from './support/people';

describe('what staff do to accounts', () => {
  let app: AuthApp;
  let superadmin: Person;
  let admin: Person;
  let operator: Person;
  beforeAll(async () => {
    app = await AuthApp.start({ ADMISSION: 'approval' });
    // The first of all: nobody could approve them.
    [superadmin, admin, operator] = (await Promise.all(
      (['SUPERADMIN', 'ADMIN', 'OPERATOR'] as const).map((role) => activeStaff(role)),
    )) as [Person, Person, Person];
  }, 30_000);
  afterAll(() => app.stop());

  const accounts = () => app.db.collection('accounts');
  const activate = (id: string) =>
    accounts().updateOne({ _id: new Types.ObjectId(id) }, { $set: { status: 'active' } });
  async function activeStaff(role: 'SUPERADMIN' | 'ADMIN' | 'OPERATOR' | 'AUDITOR'): Promise<Person> {
    const person = await newStaff(app, role);
    await activate(person.id);
    const { data } = await logIn(app, { email: person.email });
    return { ...person, token: data.access_token, refreshToken: data.refresh_token };
  }
  const act = (who: Person, id: string, verb: string, body: Json = { reason: '사유' }): Promise<Answer> =>
    app.call('POST', `/admin/users/${id}/${verb}`, { token: who.token, body });
  const setRoles = (who: Person, id: string, roles: string[], headers: Record<string, string> = {}): Promise<Answer> =>
    app.call('PUT', `/admin/users/${id}/roles`, { token: who.token, body: { roles, reason: '인사' }, headers });
  const audited = async (id: string, action: string): Promise<Json> => {
    const find = () => app.db.collection('audit_logs').findOne({ object_id: id, action });
    return until(find, 'the deed is in the audit log');
  };

  it('approve whoever waits, once, and say so to them and to the audit log', async () => {
    const person = await newPerson(app, { display_name: '대기자' });
    expect((await act(operator, person.id, 'approve', {})).data.user).toMatchObject({ status: 'active' });
    expect((await act(operator, person.id, 'approve', {})).code).toBe('ACCOUNT_STATUS_CONFLICT');
    expect(await audited(person.id, 'account.approved')).toMatchObject({
      actor_id: operator.id,
      actor_roles: ['USER', 'OPERATOR'],
      client_address: '203.0.113.7',
      before: { status: 'pending' },
      after: { status: 'active' },
    });
    const told = await app.db
      .collection('outbox')
      .findOne({ aggregate_id: `account:${person.id}`, name: /notification/ });
    expect(told?.payload).toMatchObject({ member_ids: [person.id], type: 'account.approved' });
    expect((await refresh(app, person.refreshToken)).status).toBe(200);
  });

  it('unblock to what was before: who waited for admission waits again', async () => {
    const { id } = await newPerson(app);
    expect((await act(admin, id, 'block')).data.user).toMatchObject({ status: 'blocked' });
    expect((await act(admin, id, 'unblock')).data.user).toMatchObject({ status: 'pending' });
    expect((await act(operator, id, 'approve', {})).data.user).toMatchObject({ status: 'active' });
  });

  it('block with a reason: sessions end, sign-in is refused, and unblocking lets in again', async () => {
    const person = await newPerson(app);
    await act(operator, person.id, 'approve', {});
    const { data } = await logIn(app, { email: person.email });
    expect((await act(admin, person.id, 'block', {})).status).toBe(400);
    expect((await act(operator, person.id, 'block')).code).toBe('ROLE_REQUIRED');
    const before = await app.call('GET', '/internal/revocations', { caller: 'gateway' });
    expect((await act(admin, person.id, 'block')).data.user).toMatchObject({ status: 'blocked' });
    const after = await app.call('GET', '/internal/revocations', { caller: 'gateway' });
    const revision = (answer: Answer): number => (answer.data ?? answer.body).revision;
    expect(revision(after)).toBeGreaterThan(revision(before));
    expect((await refresh(app, data.refresh_token)).status).toBe(401);
    expect((await logIn(app, { email: person.email })).code).toBe('ACCOUNT_BLOCKED');
    expect((await audited(person.id, 'account.blocked')).reason).toBe('사유');
    expect((await eventsOf(app, person.id)).at(-1)?.payload.status).toBe('blocked');
    expect((await act(admin, person.id, 'unblock')).data.user).toMatchObject({ status: 'active' });
    expect((await logIn(app, { email: person.email })).status).toBe(200);
  });

  it('give roles only as far as their own reach', async () => {
    const person = await newPerson(app);
    expect((await setRoles(admin, person.id, ['OPERATOR'])).data.user.roles).toEqual(['USER', 'OPERATOR']);
    expect(await audited(person.id, 'account.roles_changed')).toMatchObject({
      before: { roles: ['USER'] },
      after: { roles: ['USER', 'OPERATOR'] },
      reason: '인사',
    });
    expect((await setRoles(admin, person.id, ['ADMIN'])).code).toBe('SUPERADMIN_REQUIRED');
    expect((await setRoles(admin, superadmin.id, ['USER'])).code).toBe('SUPERADMIN_REQUIRED');
    expect((await setRoles(admin, admin.id, ['USER', 'AUDITOR'])).code).toBe('NOT_ON_YOURSELF');
    expect((await setRoles(superadmin, superadmin.id, ['USER'])).code).toBe('NOT_ON_YOURSELF');
    expect((await act(admin, superadmin.id, 'block')).code).toBe('SUPERADMIN_REQUIRED');
    expect((await setRoles(operator, person.id, ['USER'])).code).toBe('ROLE_REQUIRED');
    expect((await setRoles(superadmin, person.id, ['ADMIN'])).data.user.roles).toEqual(['USER', 'ADMIN']);
    for (const roles of [['KING'], 'ADMIN', null, ['USER', 'USER'], [{ $ne: 1 }]]) {
      expect(
        (await app.call('PUT', `/admin/users/${person.id}/roles`, { token: admin.token, body: { roles } })).status,
      ).toBe(400);
    }
    expect((await setRoles(superadmin, person.id, ['USER'], { 'If-Match': '1' })).code).toBe('STALE_VERSION');
    expect((await setRoles(superadmin, 'ffffffffffffffffffffffff', ['USER'])).code).toBe('MEMBER_NOT_FOUND');
  });

  it('keep the last superadmin under 20 demotions at once', async () => {
    const others = await Promise.all(Array.from({ length: 19 }, () => activeStaff('SUPERADMIN')));
    const all = [...others, superadmin];
    const answers = await Promise.all(
      all.map((one, i) => {
        const target = all[(i + 1) % all.length]!;
        return i % 2 ? setRoles(one, target.id, ['USER']) : act(one, target.id, 'block');
      }),
    );
    const left = await accounts().countDocuments({ roles: 'SUPERADMIN', status: 'active' });
    expect(left).toBeGreaterThanOrEqual(1);
    const done = answers.filter(({ status }) => status === 200).length;
    expect(done).toBe(20 - left);
    for (const { status } of answers) expect([200, 403, 409]).toContain(status);
    // Whoever was unmade a moment ago reaches nobody any more, whatever their token says.
    const remaining = await accounts().find({ roles: 'SUPERADMIN', status: 'active' }).toArray();
    const [last] = remaining;
    const unmade = all.find(({ id }) => !remaining.some(({ _id }) => _id.toHexString() === id))!;
    for (const { _id } of remaining) expect((await setRoles(unmade, _id.toHexString(), ['USER'])).status).toBe(403);
    superadmin = all.find(({ id }) => id === last?._id.toHexString())!;
  }, 60_000);

  it('never leave the platform without a superadmin, even when the two last demote each other again and again', async () => {
    for (let round = 0; round < 5; round += 1) {
      const other = await activeStaff('SUPERADMIN');
      await accounts().updateMany(
        { roles: 'SUPERADMIN', _id: { $nin: [other.id, superadmin.id].map((id) => new Types.ObjectId(id)) } },
        { $set: { roles: ['USER'] } },
      );
      const answers = await Promise.all([
        setRoles(superadmin, other.id, ['USER']),
        setRoles(other, superadmin.id, ['USER']),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
      if (answers[1]?.status === 200) superadmin = other;
    }
  }, 30_000);

  describe('find whom they look for', () => {
    const list = async (query: string, who = operator): Promise<Json> =>
      (await app.call('GET', `/admin/users?${query}`, { token: who.token })).data;

    it('by role, status, name, e-mail and time of joining, a page at a time', async () => {
      const person = await newPerson(app, { display_name: '홍길동찾기' });
      expect((await list(`search=${encodeURIComponent('길동')}&status=pending`)).users).toMatchObject([
        { id: person.id, email: person.email, status: 'pending', has_password: true },
      ]);
      expect((await list(`search=${encodeURIComponent('ㅎㄱㄷㅊㄱ')}`)).users).toHaveLength(1);
      expect((await list(`search=${person.email.toUpperCase()}`)).users).toHaveLength(1);
      expect((await list('role=AUDITOR')).users.every(({ roles }: Json) => roles.includes('AUDITOR'))).toBe(true);
      expect((await list('status=blocked')).users.every(({ status }: Json) => status === 'blocked')).toBe(true);
      expect((await list('joined_to=2020-01-01')).users).toEqual([]);
      expect((await list('joined_from=2020-01-01&joined_to=2999-01-01')).pagination.total).toBeGreaterThan(3);
      const today = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
      expect((await list(`joined_to=${today}`)).pagination.total).toBeGreaterThan(3);
      const first = await list('limit=2');
      const next = await list(`limit=2&after=${first.next_cursor}`);
      expect(next.users).toEqual((await list('limit=2&page=2')).users);
      expect(await list('status=active', await activeStaff('AUDITOR'))).toBeDefined();
      expect((await app.call('GET', '/admin/users', { token: person.token })).status).toBe(403);
      for (const bad of ['role=KING', 'status[$ne]=x', 'joined_from=yesterday', 'joined_to=2026-11-28T10:00']) {
        expect((await app.call('GET', `/admin/users?${bad}`, { token: operator.token })).status).toBe(400);
      }
    });

    it.each([
      '',
      'role=ADMIN',
      'status=active',
      'role=USER&status=pending',
      'joined_from=2020-01-01',
      `search=${encodeURIComponent('길동')}&status=active&role=USER`,
    ])('by an index: %s', (query) =>
      expectIndexed(app.db, ['accounts'], async () => {
        const { next_cursor: after } = await list(`${query}&limit=2`);
        if (after) await list(`${query}&limit=2&after=${after}`);
      }),
    );
  });
});

describe('the first of the staff', () => {
  let app: AuthApp;
  beforeAll(async () => {
    app = await AuthApp.start({ ADMISSION: 'approval' });
  }, 30_000);
  afterAll(() => app.stop());

  const make = (...args: string[]) => firstSuperadmin(app.service.app, args);
  const statusOf = async ({ id }: Person): Promise<Json | null> =>
    app.db.collection('accounts').findOne({ _id: new Types.ObjectId(id) });

  it('is made by a command of the server, of an address that was proved, and only while there is none', async () => {
    const stranger = await newPerson(app);
    const { ok, text } = await make(stranger.email);
    expect({ ok, text }).toEqual({ ok: false, text: expect.stringContaining('has not been proved') });
    expect(await make()).toMatchObject({ ok: false });
    expect(await make('nobody@club.test')).toMatchObject({ ok: false });
    expect(await statusOf(stranger)).toMatchObject({ status: 'pending', roles: ['USER'] });

    const [one, other] = [await newVerifiedPerson(app), await newVerifiedPerson(app)];
    const answers = await Promise.all([make(one.email.toUpperCase()), make(other.id)]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    const [made, left] = answers[0].ok ? [one, other] : [other, one];
    expect(await statusOf(made)).toMatchObject({ status: 'active', roles: ['USER', 'SUPERADMIN'] });
    expect(await statusOf(left)).toMatchObject({ status: 'pending', roles: ['USER'] });
    for (const again of [left, made]) expect((await make(again.id)).text).toContain('There is a superadmin');

    const { data } = await logIn(app, { email: made.email });
    const { status } = await app.call('POST', `/admin/users/${left.id}/approve`, {
      token: data.access_token,
      body: {},
    });
    expect(status).toBe(200);
    const find = () => app.db.collection('audit_logs').findOne({ object_id: made.id, action: 'account.roles_changed' });
    expect(await until(find, 'it is in the audit log')).toMatchObject({
      actor_id: null,
      before: { status: 'pending' },
      after: { status: 'active', roles: ['USER', 'SUPERADMIN'] },
      reason: expect.stringContaining('first-superadmin'),
    });
  });
});
