import type { NotificationRequest } from '@dongbaejul/contracts';
import { until } from '@dongbaejul/testing';
import type { NotificationPreferencesAnswer } from '../src/notifications/preferences/dto/preferences.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { inboxOf, notify } from './support/inbox';
import { PushWorld, register } from './support/push-world';

let world: PushWorld;
let core: CoreUnderTest;
let me: Member;
let device: string;
let serial = 0;

beforeAll(async () => {
  world = await PushWorld.start();
  core = world.core;
});
beforeEach(async () => {
  me = core.member();
  device = `device-${(serial += 1)}`;
  await register(me, { kind: 'fcm', token: device });
});
afterAll(() => world.stop());

const set = (
  body: unknown,
  headers: Record<string, string> = {},
): ReturnType<typeof me.client.put<NotificationPreferencesAnswer>> =>
  me.client.put<NotificationPreferencesAnswer>('/notifications/preferences', body, { headers });
const tell = (type: NotificationRequest['type'], data: NotificationRequest['data'] = {}): Promise<number> =>
  notify(core, { member_ids: [me.id], type, data, dedupe_key: `p${(serial += 1)}` });
const sent = (): unknown[] => world.fcm.for(device).map(({ body }) => (body.notification as { body: string }).body);
const sentIs = (count: number): Promise<unknown> =>
  until(() => Promise.resolve(sent().length >= count), `${count} messages on the device`);
const live = async (): Promise<[string, boolean][]> =>
  (await core.db.collection('outbox').find({ name: 'core.notification.created', aggregate_id: me.id }).toArray()).map(
    ({ payload }) => {
      const { notification, silent } = payload as { notification: { type: string }; silent: boolean };
      return [notification.type, silent];
    },
  );

/** Hours in Seoul that contain the present moment, and end more than an hour from now. */
function quietNow(): object {
  const hour = Number(
    new Intl.DateTimeFormat('en', { timeZone: 'Asia/Seoul', hour: 'numeric', hourCycle: 'h23' }).format(new Date()),
  );
  const clock = (h: number): string => `${String((h + 24) % 24).padStart(2, '0')}:00`;
  return { enabled: true, start: clock(hour - 1), end: clock(hour + 2), time_zone: 'Asia/Seoul' };
}

describe('switches', () => {
  it('hold a type back from a channel, never from the inbox', async () => {
    await set({ types: [{ type: 'like', channels: { fcm: false, live: false } }] });
    await tell('like');
    await tell('mention');
    await sentIs(1);
    expect(sent()).toEqual(['회원님이 회원님을 언급했습니다.']);
    expect(await live()).toEqual([['mention', false]]);
    expect((await inboxOf(me)).unread_count).toBe(2);
    await set({ types: [{ type: 'like', channels: { fcm: true } }] });
    await tell('like');
    await sentIs(2);
  });

  it('show what is set, with a version for If-Match', async () => {
    const first = await set({ language: 'en', types: [{ type: 'reply', channels: { apns: false } }] });
    expect(first.data.preferences).toMatchObject({ language: 'en', version: 1 });
    const reply = first.data.preferences.types.find(({ type }) => type === 'reply');
    expect(reply).toEqual({
      type: 'reply',
      critical: false,
      channels: { live: true, web_push: true, fcm: true, apns: false },
    });
    expect(first.data.channels.available).toEqual(['live', 'web_push', 'fcm', 'apns']);
    expect((await set({ language: 'ko' }, { 'if-match': '0' })).status).toBe(412);
    expect((await set({ language: 'ko' }, { 'if-match': '1' })).data.preferences.version).toBe(2);
    const { data } = await me.client.get<NotificationPreferencesAnswer>('/notifications/preferences');
    expect(data.preferences.types).toEqual(first.data.preferences.types);
  });
});

describe('quiet hours', () => {
  it('keep a device still, then tell everything at once; what is critical passes', async () => {
    await set({ quiet_hours: quietNow() });
    await tell('game.started', { title: '첫째' });
    await tell('game.started', { title: '둘째' });
    await tell('game.started', { title: '셋째' });
    await tell('account.security', { detail: '새 기기에서 로그인했습니다.' });
    await sentIs(1);
    expect(sent()).toEqual(['새 기기에서 로그인했습니다.']);
    expect(await live()).toEqual([
      ['game.started', true],
      ['game.started', true],
      ['game.started', true],
      ['account.security', false],
    ]);
    await world.passTime();
    await sentIs(2);
    expect(sent().slice(1)).toEqual(['「셋째」 경기가 시작되었습니다. 외 2개의 알림']);
  });

  it('gather into one message however many are told at once', async () => {
    await set({ quiet_hours: quietNow() });
    await Promise.all(Array.from({ length: 8 }, () => tell('game.started')));
    expect(await world.results(me)).toEqual(['open']);
  });

  it('tell nothing of what was read meanwhile', async () => {
    await set({ quiet_hours: quietNow() });
    await tell('game.started');
    await me.client.post('/notifications/read', { all: true });
    await world.passTime();
    await until(async () => (await world.results(me))[0] === 'dropped', 'the delivery to be dropped');
    expect(sent()).toEqual([]);
  });
});

describe('a digest', () => {
  it('tells its types once a day, in the language that was chosen', async () => {
    await set({ language: 'en', digest: { enabled: true, at: '09:00', types: ['like'] } });
    await tell('like');
    await tell('like');
    await tell('mention');
    await sentIs(1);
    expect(sent()).toEqual(['A member mentioned you.']);
    await world.passTime();
    await sentIs(2);
    expect(sent()[1]).toBe('A member likes your post. And 1 more.');
  });
});

describe('preferences', () => {
  it.each([
    { types: [{ type: 'account.security', channels: { fcm: false } }] },
    { types: [{ type: 'nonsense', channels: {} }] },
    { types: [{ type: 'like' }] },
    { types: { $ne: null } },
    { quiet_hours: { start: '25:00' } },
    { quiet_hours: { start: '07:00', end: '07:00' } },
    { quiet_hours: { time_zone: 'Asia/Nowhere' } },
    { quiet_hours: { time_zone: '\ud800' } },
    { quiet_hours: null },
    { digest: { types: ['like', 'like'] } },
    { digest: [] },
    { language: 'fr' },
  ])('refuse %j', async (body) => {
    const { status, error } = await set(body);
    expect([status, error.code]).toEqual([400, 'INVALID_INPUT']);
  });

  it('say what a time zone is', async () => {
    const { error } = await set({ quiet_hours: { time_zone: 'Seoul' } });
    expect(error.details).toEqual({ 'quiet_hours.time_zone': expect.stringContaining('IANA 시간대') as string });
  });
});

describe('devices', () => {
  it('are listed without their tokens, and forgotten by id or token, by their owner alone', async () => {
    const { data } = await me.client.get<{ devices: { id: string }[] }>('/notifications/devices');
    expect(JSON.stringify(data)).not.toContain(device);
    const path = `/notifications/devices/${data.devices[0]?.id}`;
    expect((await core.member().client.delete(path)).status).toBe(404);
    expect((await me.client.delete(path)).status).toBe(200);
    await register(me, { kind: 'fcm', token: device });
    const forget = (who: Member): Promise<{ status: number }> =>
      who.client.send('DELETE', '/notifications/devices', { token: device });
    expect([(await forget(core.member())).status, (await forget(me)).status, (await forget(me)).status]).toEqual([
      404, 200, 404,
    ]);
  });

  it('belong to who registered them last', async () => {
    const next = core.member();
    await register(next, { kind: 'fcm', token: device });
    await tell('mention');
    expect(await world.results(me)).toEqual([]);
    await notify(core, { member_ids: [next.id], type: 'mention', data: {}, dedupe_key: device });
    await sentIs(1);
  });

  it.each([
    [400, { kind: 'fcm' }],
    [400, { kind: 'pigeon', token: 'x' }],
    [400, { kind: 'apns', token: { $gt: '' } }],
    [400, { kind: 'web_push', endpoint: 'http://127.0.0.1:1/', keys: { p256dh: 'x', auth: 'y' } }],
    [
      422,
      {
        kind: 'web_push',
        endpoint: 'http://169.254.169.254/',
        keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) },
      },
    ],
  ])('answer %i to %j', async (status, body) => {
    expect((await me.client.post('/notifications/devices', body)).status).toBe(status);
  });

  it('of a kind that is not configured are refused', async () => {
    const plain = await CoreUnderTest.start();
    const { error } = await plain.member().client.post('/notifications/devices', { kind: 'fcm', token: 'x' });
    expect(error.code).toBe('PUSH_NOT_CONFIGURED');
    await plain.stop();
  });
});
