import type { NotificationRequest } from '@dongbaejul/contracts';
import { until } from '@dongbaejul/testing';
import type { mongo } from 'mongoose';
import type { DevicesAnswer } from '../src/notifications/devices/dto/device.dto';
import type { NotificationPreferencesAnswer } from '../src/notifications/preferences/dto/preferences.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { inboxOf, notify } from './support/inbox';
import { joins, tellsOf } from './support/joins';
import { PushWorld, register } from './support/push-world';

let world: PushWorld;
let core: CoreUnderTest;
let me: Member;
let serial = 0;

beforeAll(async () => {
  world = await PushWorld.start();
  core = world.core;
});
beforeEach(() => (me = core.member()));
afterAll(() => world.stop());

const token = (): string => `device-${(serial += 1)}`;
const tell = (wanted: Partial<NotificationRequest> = {}): Promise<number> =>
  notify(core, {
    member_ids: [me.id],
    type: 'game.started',
    data: { title: '금요 정모', game_id: 'g1' },
    dedupe_key: `k${(serial += 1)}`,
    ...wanted,
  });
/** A send that was cut off is taken up again after its lease. */
const allOver = (count: number): Promise<unknown> =>
  until(
    async () => {
      const results = await world.results(me);
      return results.length === count && !results.includes('open');
    },
    `${count} deliveries to be over`,
    { withinMs: 60_000 },
  );
const postponed = (): Promise<unknown> =>
  until(() => rows().findOne({ member_id: me.id, tries: 1, lease: { $exists: false } }), 'a try that failed');
const rows = (): mongo.Collection => core.db.collection('push_deliveries');
/** As if it had not been sent. */
const reopen = (fields: object): Promise<unknown> =>
  rows().updateOne({ member_id: me.id }, { $set: { open: true, ...fields }, $unset: { result: 1, finished_at: 1 } });
const devices = async (): Promise<DevicesAnswer['devices']> =>
  (await me.client.get<DevicesAnswer>('/notifications/devices')).data.devices;

describe('a notification on a device', () => {
  it('reaches a browser, encrypted for it and signed by us', async () => {
    const name = token();
    await register(me, world.web.subscribe(name));
    await tell();
    await allOver(1);
    const { data } = await me.client.get<NotificationPreferencesAnswer>('/notifications/preferences');
    const [message, ...more] = world.web.for(name);
    expect(more).toEqual([]);
    expect(message?.headers.vapid).toMatchObject({
      sub: 'mailto:staff@club.test',
      key: data.channels.web_push_public_key,
    });
    expect(message?.body).toMatchObject({
      title: '동배즐',
      text: '「금요 정모」 경기가 시작되었습니다.',
      data: { type: 'game.started', game_id: 'g1', count: '1' },
    });
  });

  it('is not sent to who is blocked, whose inbox has it', async () => {
    me = await joins(core);
    const name = token();
    await register(me, { kind: 'fcm', token: name });
    await tellsOf(core, { id: me.id, status: 'blocked' }, 2);
    await tell();
    await allOver(1);
    expect([await world.results(me), world.fcm.for(name)]).toEqual([['dropped'], []]);
    expect((await inboxOf(me)).unread_count).toBe(1);
  });

  it('reaches an app by FCM, with one access token for many messages', async () => {
    const name = token();
    await register(me, { kind: 'fcm', token: name });
    await tell();
    await tell();
    await allOver(2);
    expect(world.fcm.for(name).map(({ body }) => body.notification)).toEqual(
      Array(2).fill({ title: '동배즐', body: '「금요 정모」 경기가 시작되었습니다.' }),
    );
    expect(world.fcm.tokensGiven).toBe(1);
  });

  it('reaches an app by APNs, on one connection, also after the connection was lost', async () => {
    const name = token();
    await register(me, { kind: 'apns', token: name });
    await tell();
    await allOver(1);
    for (const session of world.apns.sessions) session.destroy();
    await tell();
    await tell();
    await allOver(3);
    expect(world.apns.for(name)).toHaveLength(3);
    expect(world.apns.for(name)[0]?.body).toMatchObject({
      aps: { alert: { title: '동배즐', body: '「금요 정모」 경기가 시작되었습니다.' } },
    });
    expect(world.apns.connections).toBeLessThanOrEqual(3);
  });

  it('is not sent where it was read meanwhile', async () => {
    const name = token();
    await register(me, { kind: 'fcm', token: name });
    // Far off, so that the second try does not come before it was read.
    world.fcm.replies.set(name, [{ status: 503, body: {}, headers: { 'retry-after': '3600' } }]);
    await tell();
    await postponed();
    await me.client.post('/notifications/read', { all: true });
    await world.passTime();
    await allOver(1);
    expect(world.fcm.for(name)).toHaveLength(1);
    expect(await world.results(me)).toEqual(['dropped']);
  });
});

describe('a device that is gone', () => {
  it.each([404, 410])('is dropped when the push service answers %i', async (status) => {
    const name = token();
    await register(me, world.web.subscribe(name));
    world.web.replies.set(name, [{ status }]);
    await tell();
    await allOver(1);
    expect(await devices()).toEqual([]);
    expect(await world.results(me)).toEqual(['dropped']);
    await tell();
    expect(await world.results(me)).toHaveLength(1);
    expect((await inboxOf(me)).unread_count).toBe(2);
  });

  it.each([
    ['fcm', { status: 404, body: { error: { status: 'NOT_FOUND', details: [{ errorCode: 'UNREGISTERED' }] } } }],
    ['apns', { status: 410, body: { reason: 'Unregistered', timestamp: 1 } }],
    ['apns', { status: 400, body: { reason: 'BadDeviceToken' } }],
  ] as const)('is dropped when %s answers %j', async (kind, reply) => {
    const name = token();
    await register(me, { kind, token: name });
    world[kind].replies.set(name, [reply]);
    await tell();
    await allOver(1);
    expect(await devices()).toEqual([]);
  });

  it('takes none of the others along', async () => {
    const [dead, alive] = [token(), token()];
    await register(me, world.web.subscribe(dead));
    await register(me, { kind: 'fcm', token: alive });
    world.web.replies.set(dead, [{ status: 410 }]);
    await tell();
    await allOver(2);
    expect((await devices()).map(({ kind }) => kind)).toEqual(['fcm']);
    expect(world.fcm.for(alive)).toHaveLength(1);
  });
});

describe('a push service that is in trouble', () => {
  it('is tried again, and a device shows the tries as one', async () => {
    const [browser, phone] = [token(), token()];
    await register(me, world.web.subscribe(browser));
    await register(me, { kind: 'apns', token: phone });
    world.web.replies.set(browser, [{ status: 500 }, { status: 429, headers: { 'retry-after': '1' } }]);
    world.apns.replies.set(phone, [{ status: 503, body: { reason: 'ServiceUnavailable' } }]);
    await tell();
    await allOver(2);
    expect(await world.results(me)).toEqual(['delivered', 'delivered']);
    const topics = world.web.for(browser).map(({ headers }) => headers.topic);
    expect([topics.length, new Set(topics).size]).toEqual([3, 1]);
    const ids = world.apns.for(phone).map(({ headers }) => [headers['apns-id'], headers['apns-collapse-id']].join());
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  it('that refuses a message for good is not asked again, and the device stays', async () => {
    const name = token();
    await register(me, world.web.subscribe(name));
    world.web.replies.set(name, [{ status: 413 }]);
    await tell();
    await allOver(1);
    expect(await world.results(me)).toEqual(['failed']);
    expect(await devices()).toHaveLength(1);
  });
});

describe('a delivery that can never be made', () => {
  it('is not tried again, and the browser is forgotten, where its keys are none', async () => {
    await register(me, {
      ...world.web.subscribe(token()),
      keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) },
    });
    await tell();
    await allOver(1);
    expect([await world.results(me), await devices()]).toEqual([['dropped'], []]);
  });

  it('is given up like any other where it fails here, before it is sent', async () => {
    await register(me, { kind: 'fcm', token: token() });
    await tell();
    await allOver(1);
    const ofAnotherVersion = { $set: { type: 'of.another.version' } };
    await core.db.collection('notifications').updateOne({ member_id: me.id }, ofAnotherVersion);
    await reopen({ tries: 9, due_at: new Date() });
    await allOver(1);
    expect(await world.results(me)).toEqual(['failed']);
  });
});

it('a device that another member registers tells nothing of who had it', async () => {
  const name = token();
  await register(me, { kind: 'fcm', token: name, name: '철수의 전화' });
  expect(await register(me, { kind: 'fcm', token: name })).toMatchObject({ name: '철수의 전화' });
  expect(await register(core.member(), { kind: 'fcm', token: name })).toMatchObject({ name: '' });
});

describe('three replicas', () => {
  it('send each message once, and tell a member once, whoever of them was asked', async () => {
    const replicas = [core, await core.replica(), await core.replica()];
    const names = [token(), token()];
    for (const name of names) await register(me, { kind: 'fcm', token: name });
    const asks = Array.from({ length: 30 }, (_, i) =>
      notify(replicas[i % 3] as CoreUnderTest, {
        member_ids: [me.id],
        type: 'like',
        data: { n: Math.floor(i / 3) },
        dedupe_key: `once:${Math.floor(i / 3)}`,
      }),
    );
    await Promise.all(asks);
    await allOver(20);
    expect((await inboxOf(me)).unread_count).toBe(10);
    for (const name of names) {
      const sent = world.fcm.for(name).map(({ body }) => (body.data as { n: string }).n);
      expect(sent).toHaveLength(10);
      expect(new Set(sent).size).toBe(10);
    }
    for (const replica of replicas.slice(1)) await replica.stopReplica();
  });

  it('take over what a process that died was sending, and not before', async () => {
    const name = token();
    await register(me, { kind: 'fcm', token: name });
    await notify(core, {
      member_ids: [me.id],
      type: 'game.started',
      data: {},
      dedupe_key: `dead:${name}`,
    });
    await allOver(1);
    await reopen({ lease: 'of a dead process', due_at: new Date(Date.now() + 60_000) });
    // What was asked for later is sent: whoever sends has looked, and left it alone.
    const other = core.member();
    const later = token();
    await register(other, { kind: 'fcm', token: later });
    await notify(core, { member_ids: [other.id], type: 'game.started', data: {}, dedupe_key: `later:${later}` });
    await until(() => world.fcm.for(later).length === 1, 'what was asked for later');
    expect(world.fcm.for(name)).toHaveLength(1);
    await rows().updateOne({ member_id: me.id }, { $set: { due_at: new Date() } });
    await allOver(1);
    const keys = world.fcm.for(name).map(({ body }) => (body.android as { collapse_key: string }).collapse_key);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
  });
});
