import { Transactions } from '@dongbaejul/persistence';
import { expectIndexed } from '@dongbaejul/testing';
import { ClientSession, Types } from 'mongoose';
import type { Device } from '../src/notifications/devices/device.schema';
import { DevicesRepository } from '../src/notifications/devices/devices.repository';
import { ChatReadsRepository } from '../src/notifications/chat-reads.repository';
import { NotificationsRepository } from '../src/notifications/notifications.repository';
import { PreferencesRepository } from '../src/notifications/preferences/preferences.repository';
import { DeliveriesRepository } from '../src/notifications/push/deliveries.repository';
import type { Delivery } from '../src/notifications/push/delivery.schema';
import { MutesRepository } from '../src/mutes/mutes.repository';
import { CoreUnderTest, Member } from './support/core-under-test';
import { notify } from './support/inbox';
import { joins } from './support/joins';

const COLLECTIONS = [
  'notifications',
  'notification_devices',
  'push_deliveries',
  'chat_reads',
  'notification_preferences',
  'mutes',
];

describe('the queries of notifications', () => {
  let core: CoreUnderTest;
  let me: Member;
  let other: Member;

  beforeAll(async () => {
    core = await CoreUnderTest.start();
    [me, other] = [await joins(core), await joins(core)];
    for (let i = 0; i < 8; i += 1) {
      await notify(core, { member_ids: [me.id, other.id], type: 'notice', data: {}, dedupe_key: `k${i}` });
    }
  }, 60_000);
  afterAll(() => core.stop(), 60_000);

  const indexed = (work: () => Promise<unknown>): Promise<void> => expectIndexed(core.db, COLLECTIONS, work);
  const inTransaction = (work: (session: ClientSession) => Promise<unknown>): Promise<void> =>
    indexed(() => core.get(Transactions).run(work));

  it.each([true, false])('read an inbox by an index, only what is unread: %j', (unreadOnly) =>
    indexed(async () => {
      const notifications = core.get(NotificationsRepository);
      const { next_cursor: after, items } = await notifications.page(me.id, { limit: 3 }, unreadOnly);
      expect(after).toBeDefined();
      await notifications.page(me.id, { limit: 3, after }, unreadOnly);
      await notifications.page(me.id, { limit: 3, page: 2 }, unreadOnly);
      await notifications.countUnread(me.id);
      await notifications.findByIds(items.map(({ _id }) => _id));
    }),
  );

  it('tell once and mark read by an index', async () => {
    const notifications = core.get(NotificationsRepository);
    await inTransaction((session) => notifications.toldAmong(session, [me.id, other.id], 'k1'));
    await indexed(() => notifications.markRead(me.id, [new Types.ObjectId().toHexString()]));
    await indexed(() => notifications.markRead(me.id));
    await indexed(() => core.get(Transactions).run((session) => notifications.markRoomRead(session, me.id, me.id, 1)));
  });

  it('find how far a chat room was read by an index', async () => {
    const reads = core.get(ChatReadsRepository);
    const mark = { member_id: me.id, room_id: other.id, up_to_seq: 3 };
    await inTransaction((session) => reads.read(session, mark, new Date()));
    const message = { room_id: other.id, seq: 2, since: new Date(0) };
    await inTransaction((session) => reads.whoRead(session, [me.id, other.id], message));
  });

  it('find, change and drop devices by an index', async () => {
    const devices = core.get(DevicesRepository);
    const [_id, seen_at] = [new Types.ObjectId(), new Date()];
    const device = { _id, member_id: me.id, kind: 'fcm', address: 'a-token', seen_at, created_at: seen_at } as Device;
    await core.get(Transactions).run((session) => devices.insert(session, device));
    await indexed(() => devices.of(me.id));
    await indexed(() => devices.ofMembers([me.id, other.id]));
    await indexed(() => devices.find(_id));
    await inTransaction((session) => devices.findByAddress(session, device));
    await inTransaction((session) => devices.set(session, _id, { name: '내 전화기' }));
    await inTransaction((session) => devices.drop(session, [new Types.ObjectId()]));
    await indexed(() => devices.dropDead({ ...device, seen_at: new Date(0) }));
    await indexed(() => devices.dropOwn(me.id, { address: 'another' }));
    await indexed(() => devices.dropOwn(me.id, { id: String(_id) }));
  });

  it('gather, take and finish deliveries by an index', async () => {
    const deliveries = core.get(DeliveriesRepository);
    const _id = new Types.ObjectId();
    const later = new Date(Date.now() + 3_600_000);
    const row = {
      _id,
      device_id: new Types.ObjectId(),
      kind: 'fcm',
      member_id: me.id,
      notification_ids: [],
      gathers_until: later,
      due_at: later,
      open: true,
      tries: 0,
      created_at: new Date(),
    } as unknown as Delivery;
    await core.get(Transactions).run((session) => deliveries.insertMany(session, [row]));
    await inTransaction((session) => deliveries.gathering(session, [row.device_id]));
    await inTransaction((session) => deliveries.gather(session, _id, [new Types.ObjectId()]));
    await indexed(() => deliveries.countOverdue(new Date()));
    await indexed(() => deliveries.take(new Date(0), 1_000));
    await indexed(() => deliveries.postpone(row, later, 'busy'));
    await indexed(() => deliveries.finish(row, 'delivered'));
  });

  it('read preferences and mutes by an index', async () => {
    const [preferences, mutes] = [core.get(PreferencesRepository), core.get(MutesRepository)];
    await me.client.put('/notifications/preferences', { digest: { enabled: true } });
    await indexed(() => preferences.find(me.id));
    await indexed(() => preferences.findMany([me.id, other.id]));
    await inTransaction(async (session) => {
      const known = await preferences.find(me.id, session);
      await preferences.save(session, { ...known, version: known.version + 1 });
    });
    await me.client.post(`/users/${other.id}/mute`);
    await inTransaction(async (session) => {
      const known = await mutes.find(session, me.id, other.id);
      if (known) await mutes.set(session, known, true, known.version + 1);
    });
    await indexed(() => mutes.mutedIdsOf([me.id]));
    await indexed(() => mutes.mutersOf(other.id, [me.id]));
  });
});
