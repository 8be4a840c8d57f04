import { KeySet, revocationChannel, RevocationFeed, RevocationList, TokenVerifier } from '@dongbaejul/identity';
import { until } from '@dongbaejul/testing';
import Redis from 'ioredis';
import jwt from 'jsonwebtoken';
import { AuthApp, claimsOf, SIGNING_SECRET } from './support/auth-app';
import { newPerson, Person, refresh } from './support/people';

describe('sessions', () => {
  let app: AuthApp;
  let list: RevocationList;
  let feed: RevocationFeed;
  let verifier: TokenVerifier;

  beforeAll(async () => {
    app = await AuthApp.start();
    list = new RevocationList();
    const { REDIS_URL: redisUrl, REDIS_KEY_PREFIX: prefix } = app.config;
    const options = {
      redisUrl,
      prefix,
      authUrls: [app.url],
      signingSecret: SIGNING_SECRET,
      caller: 'gateway',
    } as const;
    feed = new RevocationFeed(list, { ...options, authUrls: [app.url] });
    feed.start();
    await feed.firstSnapshot();
    verifier = new TokenVerifier(new KeySet([`${app.url}/.well-known/jwks.json`]), list);
  }, 30_000);
  afterAll(async () => {
    feed.stop();
    await app.stop();
  });

  const me = (person: Pick<Person, 'token'>) => app.call('GET', '/auth/me', { token: person.token });

  it('issues tokens that the edge accepts, with every claim and header', async () => {
    const { token, id, username } = await newPerson(app);
    expect((await verifier.verify(token)).identity).toMatchObject({ userId: id, username, roles: ['USER'] });
    expect(Object.keys(claimsOf(token)).sort()).toEqual([
      'aud',
      'exp',
      'iat',
      'iss',
      'jti',
      'roles',
      'sid',
      'sub',
      'username',
    ]);
    const [key] = (await app.send('GET', '/.well-known/jwks.json')).body.keys;
    expect(jwt.decode(token, { complete: true })?.header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: key.kid });
    expect(key).not.toHaveProperty('d');
  });

  it('answers who I am, and that the token holds', async () => {
    const person = await newPerson(app);
    expect((await me(person)).data).toMatchObject({ user: { id: person.id }, permissions: ['posts:write'] });
    const verified = await app.call('GET', '/auth/verify', { token: person.token });
    expect(verified.data).toMatchObject({ valid: true, user: { id: person.id } });
  });

  it('exchanges a refresh token for another, in the same session', async () => {
    const person = await newPerson(app);
    const { status, data } = await refresh(app, person.refreshToken);
    expect(status).toBe(200);
    expect(data.refresh_token).not.toBe(person.refreshToken);
    expect(claimsOf(data.access_token).sid).toBe(claimsOf(person.token).sid);
    expect((await refresh(app, data.refresh_token)).status).toBe(200);
  });

  it('keeps no refresh token in clear', async () => {
    const person = await newPerson(app);
    const next = (await refresh(app, person.refreshToken)).data.refresh_token as string;
    const stored = JSON.stringify([
      await app.db.collection('sessions').find().toArray(),
      await app.db.collection('refresh_tokens').find().toArray(),
    ]);
    for (const token of [person.refreshToken, next]) expect(stored).not.toContain(token);
  });

  it('leaves one live chain after 20 parallel refreshes with one token', async () => {
    const person = await newPerson(app);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(app, person.refreshToken)));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(20).fill(200));
    expect(new Set(answers.map(({ data }) => data.refresh_token)).size).toBe(1);
    const live = await app.db
      .collection('refresh_tokens')
      .countDocuments({ usedAt: null, sessionId: await sessionOf(person) });
    expect(live).toBe(1);
    expect((await me(person)).status).toBe(200);
  });

  it('ends the family when an older token comes back, also within the grace', async () => {
    const person = await newPerson(app);
    const second = (await refresh(app, person.refreshToken)).data.refresh_token as string;
    const third = (await refresh(app, second)).data.refresh_token as string;
    const replayed = await refresh(app, person.refreshToken);
    expect([replayed.status, replayed.code]).toEqual([401, 'REFRESH_TOKEN_REUSED']);
    const noted = () =>
      app.db.collection('audit_logs').findOne({ object_id: claimsOf(person.token).sid, action: /reused$/ });
    await until(async () => (await noted()) !== null, 'the deed is in the audit log');
    expect(await noted()).toMatchObject({ client_address: '203.0.113.7', before: { account_id: person.id } });
    expect([(await refresh(app, third)).code, (await me(person)).code]).toEqual([
      'REFRESH_TOKEN_INVALID',
      'SESSION_ENDED',
    ]);
    await until(() => list.stateOf(claimsOf(person.token)) === 'ended', 'the session has ended');
  });

  it('ends the family when a token comes back after the grace', async () => {
    const person = await newPerson(app);
    const next = (await refresh(app, person.refreshToken)).data.refresh_token as string;
    await app.db
      .collection('refresh_tokens')
      .updateMany({ usedAt: { $ne: null } }, [{ $set: { usedAt: { $subtract: ['$usedAt', 10_001] } } }]);
    expect((await refresh(app, person.refreshToken)).code).toBe('REFRESH_TOKEN_REUSED');
    expect((await refresh(app, next)).code).toBe('REFRESH_TOKEN_INVALID');
  });

  it.each(['', 'nothing', 'x'.repeat(501)])('refuses the refresh token %j', async (token) => {
    const { status } = await refresh(app, token);
    expect(status).toBe(token === 'nothing' ? 401 : 400);
  });

  it('refuses an expired refresh token', async () => {
    const person = await newPerson(app);
    const sessionId = await sessionOf(person);
    await app.db
      .collection('refresh_tokens')
      .updateMany({ sessionId }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    expect((await refresh(app, person.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
  });

  /** How fast: test/faults/sessions.fault.spec.ts. */
  it('ends at logout, at the edge too, and other sessions stay', async () => {
    const [person, other] = [await newPerson(app), await newPerson(app)];
    await verifier.verify(person.token);
    const answer = await app.call('POST', '/auth/logout', { token: person.token });
    expect([answer.status, answer.data]).toEqual([200, { message: 'success' }]);
    await until(() => list.stateOf(claimsOf(person.token)) === 'ended', 'the session has ended');
    await expect((async () => verifier.verify(person.token))()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect([(await me(person)).code, (await refresh(app, person.refreshToken)).code]).toEqual([
      'SESSION_ENDED',
      'REFRESH_TOKEN_INVALID',
    ]);
    expect((await me(other)).status).toBe(200);
    expect((await app.call('POST', '/auth/logout', { token: person.token })).status).toBe(200);
  });

  it('counts revocations without gaps, however many sessions end at once', async () => {
    const since = (await snapshot(0)).data.revision as number;
    const people = await Promise.all(Array.from({ length: 10 }, () => newPerson(app)));
    await Promise.all(people.map(({ token }) => app.call('POST', '/auth/logout', { token })));
    const { data } = await snapshot(since);
    expect(data.revision).toBe(since + 10);
    expect(data.entries.map((entry: { revision: number }) => entry.revision)).toEqual(
      Array.from({ length: 10 }, (_, i) => since + 1 + i),
    );
    expect(new Set(data.entries.map((entry: { id: string }) => entry.id))).toEqual(
      new Set(people.map(({ token }) => claimsOf(token).sid)),
    );
    for (const entry of data.entries)
      expect(entry.expires_at).toBeGreaterThanOrEqual(claimsOf(people[0]?.token ?? '').exp * 1000);
    await until(() => list.revision === data.revision, 'the list has caught up');
  });

  it('publishes a revocation itself, not only that there was one', async () => {
    const person = await newPerson(app);
    const subscriber = new Redis(app.config.REDIS_URL);
    const heard: string[] = [];
    subscriber.on('message', (_channel, text: string) => heard.push(text));
    await subscriber.subscribe(revocationChannel(app.config.REDIS_KEY_PREFIX));
    await app.call('POST', '/auth/logout', { token: person.token });
    const sid = claimsOf(person.token).sid as string;
    await until(
      () => heard.some((text) => text.includes('"revoked"') && text.includes(sid)),
      'the revocation is heard',
    );
    await until(() => heard.some((text) => text.includes('"heartbeat"')), 'a heartbeat is heard');
    subscriber.disconnect();
  });

  it('shows revocations to services only', async () => {
    const { token } = await newPerson(app);
    expect((await app.call('GET', '/internal/revocations?since=0')).status).toBe(401);
    expect((await app.call('GET', '/internal/revocations?since=0', { token })).status).toBe(401);
    expect((await snapshot(-1)).status).toBe(400);
  });

  const snapshot = (since: number) => app.call('GET', `/internal/revocations?since=${since}`, { caller: 'gateway' });

  async function sessionOf(person: Person): Promise<unknown> {
    const sessions = await app.db.collection('sessions').find().toArray();
    return sessions.find(({ _id }) => _id.toHexString() === claimsOf(person.token).sid)?._id;
  }
});
