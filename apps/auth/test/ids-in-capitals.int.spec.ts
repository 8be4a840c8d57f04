import { until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import { AuthApp, Json } from './support/auth-app';
import { newPerson, newStaff, Person } from './support/people';

/** Whoever sends an id with capitals, which databases take for the same, means the same thing. */
describe('an id in capitals', () => {
  let app: AuthApp;
  let admin: Person;
  const capitals = (id: string): string => id.toUpperCase();
  beforeAll(async () => {
    app = await AuthApp.start();
    admin = await newStaff(app, 'ADMIN');
  }, 30_000);
  afterAll(() => app.stop());

  const act = (id: string): Promise<Json> =>
    app.call('POST', `/admin/users/${id}/block`, { token: admin.token, body: { reason: '사유' } });
  const list = async (path: string): Promise<Json> => (await app.call('GET', path, { token: admin.token })).data;

  it('is a member’s, or one’s own', async () => {
    const me = await newPerson(app);
    const call = (method: 'GET' | 'PATCH', body?: Json) =>
      app.call(method, `/users/${capitals(me.id)}`, { token: me.token, body });
    expect((await call('GET')).data.user).toMatchObject({ id: me.id });
    expect((await call('PATCH', { bio: '나' })).data.user).toMatchObject({ id: me.id, bio: '나' });
  });

  it('is oneself where one must not act on oneself, and the account in the record', async () => {
    expect((await act(capitals(admin.id))).code).toBe('NOT_ON_YOURSELF');
    const person = await newPerson(app);
    expect((await act(capitals(person.id))).data.user).toMatchObject({ id: person.id, status: 'blocked' });
    const written = { object_id: person.id, action: 'account.blocked', actor_id: admin.id };
    await until(
      async () => (await app.db.collection('audit_logs').countDocuments(written)) === 1,
      'the deed is in the audit log',
    );
  });

  it('finds in the audit log and in the logs what was done by it and on it', async () => {
    const person = await newPerson(app);
    await act(person.id);
    await until(
      async () => (await app.db.collection('audit_logs').countDocuments({ object_id: person.id })) === 1,
      'the deed is in the audit log',
    );
    const query = `object_id=${capitals(person.id)}&actor_id=${capitals(admin.id)}`;
    expect((await list(`/admin/audit-logs?${query}`)).audit_logs).toMatchObject([{ object_id: person.id }]);
    const line = {
      level: 'info',
      service: 'auth',
      version: null,
      trace_id: null,
      msg: 'm',
      rest: '{}',
      at: new Date(),
    };
    await app.db.collection('log_entries').insertOne({ _id: 'one' as never, ...line, user_id: person.id });
    expect((await list(`/admin/logs?user_id=${capitals(person.id)}`)).logs).toMatchObject([{ user_id: person.id }]);
  });

  it('is the picture that one uploaded', async () => {
    const me = await newPerson(app);
    const id = new Types.ObjectId().toHexString();
    const answer = await app.call('PATCH', '/users/profile', { token: me.token, body: { avatar: capitals(id) } });
    // core is not there to be asked for it.
    expect(answer.status).toBe(503);
  });
});
