import { Types } from 'mongoose';
import { RevocationsService } from '../src/revocations/revocations.service';
import { AuthApp, claimsOf, Json } from './support/auth-app';
import { logIn, newPerson, PASSWORD, refresh } from './support/people';

describe('where a member is signed in', () => {
  let app: AuthApp;
  beforeAll(async () => (app = await AuthApp.start()), 30_000);
  afterAll(() => app.stop());

  const list = async (token: string): Promise<Json[]> =>
    (await app.call('GET', '/auth/sessions', { token })).data.sessions as Json[];
  const elsewhere = async (email: string): Promise<Json> => (await logIn(app, { email }, '198.51.100.20')).data as Json;

  it('is listed with device, address and last use, the latest first', async () => {
    const person = await newPerson(app);
    const other = await elsewhere(person.email);
    const sessions = await list(person.token);
    expect(sessions.map(({ current, address }) => [current, address])).toEqual([
      [false, '198.51.100.20'],
      [true, '203.0.113.7'],
    ]);
    expect(sessions[0]).toMatchObject({
      id: claimsOf(other.access_token).sid,
      method: 'password',
      second_factor: false,
    });
    expect(Date.now() - Date.parse(sessions[0].last_used_at as string)).toBeLessThan(10_000);
    await refresh(app, person.refreshToken);
    expect((await list(person.token))[0].current).toBe(true);
  });

  it('can be ended one by one: neither token works then', async () => {
    const person = await newPerson(app);
    const other = await elsewhere(person.email);
    const { sid } = claimsOf(other.access_token);
    expect((await app.call('DELETE', `/auth/sessions/${sid}`, { token: person.token })).status).toBe(200);
    expect((await app.call('GET', '/auth/me', { token: other.access_token })).code).toBe('SESSION_ENDED');
    expect((await refresh(app, other.refresh_token)).code).toBe('REFRESH_TOKEN_INVALID');
    expect(await list(person.token)).toHaveLength(1);
    expect((await app.call('DELETE', `/auth/sessions/${sid}`, { token: person.token })).status).toBe(404);
  });

  it('can be ended everywhere else at once', async () => {
    const person = await newPerson(app);
    const others = [await elsewhere(person.email), await elsewhere(person.email)];
    const answer = await app.call('POST', '/auth/sessions/revoke-others', { token: person.token });
    expect([answer.status, answer.data]).toEqual([200, { message: 'success', ended: 2 }]);
    for (const { refresh_token } of others) expect((await refresh(app, refresh_token)).status).toBe(401);
    expect((await refresh(app, person.refreshToken)).status).toBe(200);
  });

  /** More than anybody gets by signing in now; accounts from before the limit may have them. */
  const addSessions = async (accountId: string, count: number): Promise<Types.ObjectId[]> => {
    const mine = await app.db.collection('sessions').findOne({ accountId: new Types.ObjectId(accountId) });
    const rows = Array.from({ length: count }, () => ({ ...mine, _id: new Types.ObjectId() }));
    await app.db.collection('sessions').insertMany(rows);
    return rows.map(({ _id }) => _id);
  };

  it('can be ended everywhere else, however many there are, and each is told to the edge', async () => {
    const person = await newPerson(app);
    const others = await addSessions(person.id, 1_200);
    const counter = async (): Promise<number> => (await app.service.app.get(RevocationsService).snapshot(0)).revision;
    const before = await counter();
    const answer = await app.call('POST', '/auth/sessions/revoke-others', { token: person.token });
    expect([answer.status, answer.data.ended]).toEqual([200, 1_200]);
    expect(await list(person.token)).toHaveLength(1);
    const { revision, entries } = await app.service.app.get(RevocationsService).snapshot(before);
    expect(revision - before).toBe(1_200);
    expect(entries.map((entry) => entry.revision)).toEqual(others.map((_, i) => before + i + 1));
    expect(new Set(entries.map(({ id }) => id))).toEqual(new Set(others.map((id) => id.toHexString())));
  });

  it('all end with a change of the password, but this one', async () => {
    const person = await newPerson(app);
    await addSessions(person.id, 600);
    const body = { current_password: PASSWORD, new_password: '네트 위로 높이 띄우기' };
    const { status } = await app.call('POST', '/auth/password/change', { token: person.token, body });
    expect(status).toBe(200);
    const alive = { accountId: new Types.ObjectId(person.id), endedAt: null };
    expect(await app.db.collection('sessions').countDocuments(alive)).toBe(1);
    expect((await refresh(app, person.refreshToken)).status).toBe(200);
  });

  it('are a hundred at most: the one used the longest ago ends when another begins', async () => {
    const person = await newPerson(app);
    await addSessions(person.id, 99);
    const { sid } = claimsOf(person.token);
    const oldest = { $set: { lastUsedAt: new Date(Date.now() - 60_000) } };
    await app.db.collection('sessions').updateOne({ _id: new Types.ObjectId(sid as string) }, oldest);
    const newest = await elsewhere(person.email);
    expect(await list(newest.access_token as string)).toHaveLength(100);
    expect((await app.call('GET', '/auth/me', { token: person.token })).code).toBe('SESSION_ENDED');
    expect((await refresh(app, person.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
    const ended = await app.db.collection('sessions').findOne({ _id: new Types.ObjectId(sid as string) });
    expect(ended?.endReason).toBe('too_many');
  });

  it("is nobody else's business", async () => {
    const [person, stranger] = [await newPerson(app), await newPerson(app)];
    const { sid } = claimsOf(person.token);
    const answer = await app.call('DELETE', `/auth/sessions/${sid}`, { token: stranger.token });
    expect([answer.status, answer.code]).toEqual([404, 'SESSION_NOT_FOUND']);
    expect((await app.call('DELETE', '/auth/sessions/nonsense', { token: stranger.token })).status).toBe(400);
    expect(await list(person.token)).toHaveLength(1);
  });
});
