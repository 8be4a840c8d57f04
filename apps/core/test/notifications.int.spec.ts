import { Transactions } from '@dongbaejul/persistence';
import { registry } from '@dongbaejul/service-kit';
import { ClientSession, mongo, Types } from 'mongoose';
import { Notifier } from '../src/notifications/notifier';
import { NotificationsEvents } from '../src/notifications/notifications.events';
import type { ReadAnswer } from '../src/notifications/dto/read-notifications.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { inboxOf, notify } from './support/inbox';

let core: CoreUnderTest;
let member: Member;

beforeAll(async () => {
  core = await CoreUnderTest.start();
});
beforeEach(() => (member = core.member()));
afterAll(() => core.stop());

const tell = async (who: Member, ...keys: string[]): Promise<void> => {
  for (const key of keys) {
    await notify(core, { member_ids: [who.id], type: 'game.started', data: { title: key }, dedupe_key: key });
  }
};
const read = (who: Member, body: unknown): ReturnType<typeof who.client.post<ReadAnswer>> =>
  who.client.post<ReadAnswer>('/notifications/read', body);

describe('the inbox', () => {
  it("shows a member's own notifications, the newest first, by page and by cursor", async () => {
    const other = core.member();
    await tell(member, 'a', 'b', 'c');
    await tell(other, 'a');
    const page = await inboxOf(member, '?limit=2');
    expect(page).toMatchObject({ unread_count: 3, pagination: { total: 3, page: 1, pages: 2, limit: 2 } });
    expect(page.notifications[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      type: 'game.started',
      critical: false,
      text: '「c」 경기가 시작되었습니다.',
      data: { title: 'c' },
      actor: null,
      read_at: null,
      created_at: expect.any(String),
    });
    const titles = (answer: typeof page): unknown[] => answer.notifications.map(({ data }) => data.title);
    expect(titles(page)).toEqual(['c', 'b']);
    expect(titles(await inboxOf(member, '?limit=2&page=2'))).toEqual(['a']);
    expect(titles(await inboxOf(member, `?limit=2&after=${page.next_cursor}`))).toEqual(['a']);
    expect((await inboxOf(other)).unread_count).toBe(1);
  });

  it('speaks the language that is asked for', async () => {
    await tell(member, 'Friday');
    const answer = await fetchIn(member, 'en');
    expect(answer.notifications[0]?.text).toBe('“Friday” has started.');
  });

  it('is read with the messages that it tells of, as far as they were read', async () => {
    const [room_id, another] = [new Types.ObjectId().toHexString(), new Types.ObjectId().toHexString()];
    const told: [string, number, 'chat.message' | 'chat.mention'][] = [
      [room_id, 1, 'chat.message'],
      [room_id, 2, 'chat.mention'],
      [room_id, 3, 'chat.message'],
      [another, 1, 'chat.message'],
    ];
    for (const [id, seq, type] of told) {
      const data = { room_id: id, seq, title: `${seq}` };
      await notify(core, { member_ids: [member.id], type, data, dedupe_key: `${id}:${seq}` });
    }
    await tell(member, 'a');
    const occurred_at = new Date().toISOString();
    const event = { occurred_at, payload: { member_id: member.id, room_id, up_to_seq: 2 } };
    await core
      .get(Transactions)
      .run((session) => core.get(NotificationsEvents).onMessagesRead(event as never, session));
    const left = (await inboxOf(member, '?unread=true')).notifications.map(({ data }) => [data.room_id, data.seq]);
    expect(left).toEqual([
      [undefined, undefined],
      [another, 1],
      [room_id, 3],
    ]);
  });

  it('is read with its messages in whatever order the two are told, and at the same time', async () => {
    const base = Date.now();
    const at = (ms: number): string => new Date(base + ms).toISOString();
    const room_id = new Types.ObjectId().toHexString();
    const run = (work: (events: NotificationsEvents, session: ClientSession) => Promise<void>): Promise<void> =>
      core.get(Transactions).run((session) => work(core.get(NotificationsEvents), session));
    const reads = (who: Member, up_to_seq: number, occurred_at: string): Promise<void> => {
      const event = { occurred_at, payload: { member_id: who.id, room_id, up_to_seq } };
      return run((events, session) => events.onMessagesRead(event as never, session));
    };
    const isTold = (who: Member, seq: number, occurred_at: string, key = `${seq}`): Promise<void> => {
      const data = { room_id, seq };
      const payload = { member_ids: [who.id], type: 'chat.message', data, dedupe_key: `${who.id}:${key}` };
      return run((events, session) => events.onChat({ occurred_at, payload } as never, session));
    };
    const unread = async (who: Member): Promise<unknown[]> =>
      (await inboxOf(who, '?unread=true')).notifications.map(({ data }) => data.seq);
    const live = (who: Member): Promise<number> =>
      core.db.collection('outbox').countDocuments({ name: 'core.notification.created', 'payload.member_id': who.id });

    await reads(member, 2, at(5));
    for (const seq of [1, 2, 3]) await isTold(member, seq, at(0));
    expect(await unread(member)).toEqual([3]);
    expect((await inboxOf(member)).notifications).toHaveLength(3);
    expect(await live(member)).toBe(1);
    // An edit may name somebody in what they have read long ago.
    await isTold(member, 1, at(1_000), 'edited');
    expect(await unread(member)).toEqual([1, 3]);

    const others = Array.from({ length: 10 }, () => core.member());
    const again = async (work: () => Promise<void>): Promise<void> => {
      // As the inbox of events does.
      for (let i = 0; ; i += 1) {
        try {
          return await work();
        } catch (error) {
          if (i === 5) throw error;
        }
      }
    };
    await Promise.all(
      others.flatMap((one) => [again(() => isTold(one, 1, at(0))), again(() => reads(one, 1, at(500)))]),
    );
    for (const one of others) {
      expect((await inboxOf(one)).notifications).toHaveLength(1);
      expect(await unread(one)).toEqual([]);
    }
  });

  it('is read one by one or as a whole, and only by its owner', async () => {
    await tell(member, 'a', 'b', 'c');
    const [newest] = (await inboxOf(member)).notifications;
    const ids = [newest?.id ?? '', new Types.ObjectId().toHexString()];
    expect((await read(core.member(), { notification_ids: ids })).data).toEqual({ read_count: 0, unread_count: 0 });
    expect((await read(member, { notification_ids: ids })).data).toEqual({ read_count: 1, unread_count: 2 });
    expect((await read(member, { notification_ids: ids })).data).toEqual({ read_count: 0, unread_count: 2 });
    expect((await inboxOf(member, '?unread=true')).notifications.map(({ data }) => data.title)).toEqual(['b', 'a']);
    expect((await read(member, { all: true })).data).toEqual({ read_count: 2, unread_count: 0 });
    expect((await inboxOf(member)).notifications.every(({ read_at }) => read_at !== null)).toBe(true);
  });

  it.each([
    {},
    { all: false },
    { notification_ids: [] },
    { notification_ids: ['x'] },
    { all: 'yes' },
    { all: { $ne: 1 } },
  ])('refuses %j', async (body) => {
    expect((await read(member, body)).status).toBe(400);
  });

  it('needs a member', async () => {
    expect((await core.anonymous().get('/notifications')).status).toBe(401);
    expect((await core.member([]).client.get('/notifications')).status).toBe(403);
  });
});

describe('telling members', () => {
  it('tells each once per key, whoever asks, and not who caused it', async () => {
    const [actor, other] = [core.member(), core.member()];
    const request = {
      member_ids: [actor.id, member.id, member.id, other.id],
      type: 'like' as const,
      data: { actor_id: actor.id },
      dedupe_key: `like:${member.id}`,
    };
    expect(await notify(core, request)).toBe(2);
    expect(await notify(core, request)).toBe(0);
    expect((await inboxOf(member)).notifications[0]?.actor).toMatchObject({ id: actor.id });
    expect((await inboxOf(actor)).unread_count).toBe(0);
  });

  it('counts what was written, once, however often the transaction is tried', async () => {
    const counted = async (): Promise<number> => {
      const { values } = await registry.getSingleMetric('notifications_created_total')!.get();
      return values.find(({ labels }) => labels.type === 'report.received')?.value ?? 0;
    };
    const before = await counted();
    let tries = 0;
    await core.get(Transactions).run(async (session) => {
      const request = { member_ids: [member.id], type: 'report.received' as const, data: {}, dedupe_key: 'tried' };
      await core.get(Notifier).notify(session, request);
      tries += 1;
      if (tries > 2) return;
      const conflict = new mongo.MongoError('WriteConflict');
      conflict.addErrorLabel('TransientTransactionError');
      throw conflict;
    });
    expect([tries, (await counted()) - before]).toEqual([3, 1]);
  });

  it('hears what other services want told', async () => {
    const auth = await core.teller('auth');
    const bandSync = await core.teller('band-sync');
    const payload = {
      member_ids: [member.id],
      type: 'account.security' as const,
      data: { detail: '비밀번호가 변경되었습니다.' },
      dedupe_key: 'security:1',
    };
    await auth.tellAndWait('auth.notification.requested', member.id, 1, payload);
    await auth.tellAndWait('auth.notification.requested', member.id, 2, payload);
    const disconnected = { ...payload, type: 'band.disconnected' as const, data: {}, dedupe_key: 'band:1' };
    await bandSync.tellAndWait('band-sync.notification.requested', member.id, 1, disconnected);
    const { notifications } = await inboxOf(member);
    expect(notifications.map(({ type, critical, text }) => [type, critical, text])).toEqual([
      ['band.disconnected', false, 'BAND 연결이 끊어졌습니다. 다시 연결해 주세요.'],
      ['account.security', true, '비밀번호가 변경되었습니다.'],
    ]);
  });

  it('counts unread as many as there are, whatever is told and read meanwhile', async () => {
    const replica = await core.replica();
    const tellers = [core, replica];
    const work = Array.from({ length: 60 }, (_, i) => async () => {
      if (i % 10 === 9) await read(member, { all: true });
      else {
        const dedupe_key = `run:${Math.floor(i / 2)}`;
        await notify(tellers[i % 2] as CoreUnderTest, {
          member_ids: [member.id],
          type: 'notice',
          data: {},
          dedupe_key,
        });
      }
    });
    await Promise.all(work.map((one) => one()));
    const rows = core.db.collection('notifications');
    const unread = await rows.countDocuments({ member_id: member.id, read_at: null });
    expect((await inboxOf(member)).unread_count).toBe(unread);
    const keys = await rows.distinct('dedupe_key', { member_id: member.id });
    expect(await rows.countDocuments({ member_id: member.id })).toBe(keys.length);
    await replica.stopReplica();
  });
});

async function fetchIn(who: Member, language: string): Promise<Awaited<ReturnType<typeof inboxOf>>> {
  const { data } = await who.client.send<Awaited<ReturnType<typeof inboxOf>>>('GET', '/notifications', undefined, {
    headers: { 'accept-language': language },
  });
  return data;
}
