import type { UpsertedBandMembers } from '@dongbaejul/contracts';
import { AskClient, Outbox } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import type { RunningService } from '@dongbaejul/service-kit';
import { until } from '@dongbaejul/testing';
import { AuthApp } from './support/auth-app';
import { startNeighbour } from './support/neighbour';
import { eventsOf, newPerson, newStaff } from './support/people';

describe('what other services ask and tell', () => {
  let app: AuthApp;
  let neighbour: RunningService;
  beforeAll(async () => {
    app = await AuthApp.start();
    neighbour = await startNeighbour(app);
  }, 30_000);
  afterAll(async () => {
    await neighbour.stop();
    await app.stop();
  });

  const person = (key: string, name: string, profile_image_url: string | null = null) => ({
    user_key: key,
    name,
    profile_image_url,
  });
  const upsert = (members: ReturnType<typeof person>[]): Promise<UpsertedBandMembers> =>
    neighbour.app.get(AskClient).ask('auth.band-members.upsert', { members }, { timeoutMs: 10_000 });
  const outboxSize = () => app.db.collection('outbox').countDocuments();

  it('brings whom BAND shows, tells it, and changes nothing the second time', async () => {
    const club = Array.from({ length: 120 }, (_, i) => person(`club-${i}`, `회원${i}`));
    const before = await outboxSize();
    const first = await upsert(club);
    expect(first).toMatchObject({ created: 120, updated: 0, unchanged: 0 });
    expect(await outboxSize()).toBe(before + 120);
    const rows = await app.db
      .collection('accounts')
      .find({ bandUserKey: /^club-/ })
      .toArray();
    const second = await upsert(club);
    expect(second).toMatchObject({ created: 0, updated: 0, unchanged: 120 });
    expect(new Set(second.ids.map(({ member_id: id }) => id))).toEqual(
      new Set(first.ids.map(({ member_id: id }) => id)),
    );
    expect(
      await app.db
        .collection('accounts')
        .find({ bandUserKey: /^club-/ })
        .toArray(),
    ).toEqual(rows);
    expect(await outboxSize()).toBe(before + 120);
  });

  it('tells the changed ones only', async () => {
    const { ids } = await upsert([person('a', '가'), person('b', '나')]);
    expect(await upsert([person('a', '가'), person('b', '나나', 'https://band.test/b.jpg')])).toMatchObject({
      updated: 1,
      unchanged: 1,
    });
    const [a, b] = ids.map(({ member_id: id }) => id);
    expect((await eventsOf(app, a ?? '')).map(({ version }) => version)).toEqual([1]);
    expect((await eventsOf(app, b ?? '')).map(({ payload }) => payload.display_name)).toEqual(['나', '나나']);
  });

  it('makes one member of one key, however many ask at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => upsert([person('race', '경주'), person('race', '경주')])),
    );
    expect(answers.reduce((sum, { created }) => sum + created, 0)).toBe(1);
    expect(await app.db.collection('accounts').countDocuments({ bandUserKey: 'race' })).toBe(1);
  });

  it.each([
    [Array.from({ length: 501 }, (_, i) => person(`x${i}`, 'x'))],
    [[{ user_key: '', name: 'x', profile_image_url: null }]],
    [[{ user_key: 'k', name: 5 as unknown as string, profile_image_url: null }]],
  ])('refuses a request that does not fit', async (members) => {
    await expect(upsert(members)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('counts each recorded activity once', async () => {
    const { id, token } = await newPerson(app);
    const kinds = ['post', 'post', 'comment', 'like_received'] as const;
    await neighbour.app.get(Transactions).run(async (session) => {
      for (const [i, kind] of kinds.entries()) {
        const payload = { member_id: id, kind, delta: 1 as const };
        await neighbour.app
          .get(Outbox)
          .add(session, 'core.activity.recorded', { aggregateId: id, version: i + 1, payload });
      }
    });
    const stats = async () => (await app.call('GET', '/users/profile', { token })).data.stats;
    await until(
      async () => (await stats()).likes_received === 1 && (await stats()).comments === 1 && (await stats()).posts === 2,
      'what was done is counted',
      { withinMs: 10_000 },
    );
  }, 15_000);

  it('shows dead letters to admins, who replay them', async () => {
    const payload = { member_id: 'nobody', kind: 'post', delta: 1 } as const;
    await neighbour.app
      .get(Transactions)
      .run((session) =>
        neighbour.app
          .get(Outbox)
          .add(session, 'core.activity.recorded', { aggregateId: 'dead-1', version: 1, payload }),
      );
    const admin = await newStaff(app, 'ADMIN');
    const list = () => app.call('GET', '/admin/dead-letters', { token: admin.token });
    await until(async () => (await list()).data.pagination.total === 1, 'the dead letter is listed', {
      withinMs: 10_000,
    });
    const [letter] = (await list()).data.dead_letters;
    expect((await list()).data.pagination).toMatchObject({ page: 1, limit: 20 });
    for (const bad of ['?page=0', '?limit=101', '?page=99999', '?after=x']) {
      expect((await app.call('GET', `/admin/dead-letters${bad}`, { token: admin.token })).status).toBe(400);
    }
    expect(letter).toMatchObject({ name: 'core.activity.recorded', subscriber: 'auth', aggregate_id: 'dead-1' });
    const replayed = await app.call('POST', `/admin/dead-letters/${encodeURIComponent(letter.id)}/replay`, {
      token: admin.token,
    });
    expect([replayed.status, replayed.data.dead_letter.id]).toEqual([200, letter.id]);
    const operator = await newStaff(app, 'OPERATOR');
    expect((await app.call('GET', '/admin/dead-letters', { token: operator.token })).code).toBe('ROLE_REQUIRED');
    expect((await app.call('POST', '/admin/dead-letters/nothing/replay', { token: admin.token })).status).toBe(404);
  }, 20_000);

  it('lets admins dismiss with a reason what no replay helps, once in the audit log however often', async () => {
    const admin = await newStaff(app, 'ADMIN');
    const list = async () => (await app.call('GET', '/admin/dead-letters', { token: admin.token })).data.dead_letters;
    await until(async () => (await list()).length === 1, 'the dead letter is listed');
    const [letter] = await list();
    const route = `/admin/dead-letters/${encodeURIComponent(letter.id)}/dismiss`;
    const dismiss = (token: string, body: object = { reason: '없는 회원의 기록' }) =>
      app.call('POST', route, { token, body });
    expect((await dismiss(admin.token, {})).status).toBe(400);
    expect((await dismiss((await newStaff(app, 'OPERATOR')).token)).code).toBe('ROLE_REQUIRED');
    const answers = await Promise.all(Array.from({ length: 5 }, () => dismiss(admin.token)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await until(async () => (await list()).length === 0, 'the dead letter is gone');
    expect((await dismiss(admin.token)).status).toBe(200);
    const audited = () => app.db.collection('audit_logs').find({ object_id: letter.id }).toArray();
    await until(async () => (await audited()).length > 0, 'the deed is in the audit log');
    expect(await audited()).toMatchObject([
      {
        actor_id: admin.id,
        action: 'dead_letter.dismissed',
        reason: '없는 회원의 기록',
        before: { subscriber: 'auth' },
      },
    ]);
    expect(await app.db.collection('inbox').countDocuments({ name: 'core.activity.recorded' })).toBeGreaterThan(0);
    const nothing = { token: admin.token, body: { reason: 'x' } };
    expect((await app.call('POST', '/admin/dead-letters/nothing/dismiss', nothing)).status).toBe(404);
  }, 60_000);
});
