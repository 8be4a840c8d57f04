import { createECDH } from 'node:crypto';
import { CoreUnderTest, Member } from './core-under-test';
import { ecKeys, FakeApns } from './fake-apns';
import { FakeFcm, FakeWebPush, rsaKeys } from './fake-push';
import type { DeviceAnswer, DeviceDto } from '../../src/notifications/devices/dto/device.dto';

/** Core with push services that speak their protocols. */
export class PushWorld {
  private constructor(
    readonly core: CoreUnderTest,
    readonly web: FakeWebPush,
    readonly fcm: FakeFcm,
    readonly apns: FakeApns,
  ) {}

  static async start(): Promise<PushWorld> {
    const [web, fcm, apns] = [
      await new FakeWebPush().start(),
      await new FakeFcm().start(),
      await new FakeApns().start(),
    ];
    const vapid = createECDH('prime256v1');
    vapid.generateKeys();
    const core = await CoreUnderTest.start({
      VAPID_PRIVATE_KEY: vapid.getPrivateKey().toString('base64url').padStart(43, 'A'),
      VAPID_SUBJECT: 'mailto:staff@club.test',
      WEB_PUSH_HOSTS: [web.host],
      FCM_PROJECT_ID: 'club',
      FCM_CLIENT_EMAIL: 'sender@club.test',
      FCM_PRIVATE_KEY: rsaKeys.privateKey.replaceAll('\n', '\\n'),
      FCM_API_URL: fcm.url,
      FCM_TOKEN_URL: `${fcm.url}/token`,
      APNS_KEY_ID: 'KEY',
      APNS_TEAM_ID: 'TEAM',
      APNS_TOPIC: 'kr.club.app',
      APNS_PRIVATE_KEY: ecKeys.privateKey,
      APNS_URL: apns.url,
    });
    return new PushWorld(core, web, fcm, apns);
  }

  async stop(): Promise<void> {
    await this.core.stop();
    for (const service of [this.web, this.fcm, this.apns]) await service.stop();
  }

  /** Lets the moment come that deliveries wait for. */
  async passTime(): Promise<void> {
    const due = { $set: { due_at: new Date(Date.now() - 1) } };
    await this.core.db.collection('push_deliveries').updateMany({ open: true, lease: { $exists: false } }, due);
  }

  /** How the deliveries to a member ended, or that they wait. */
  async results(who: Member): Promise<string[]> {
    const rows = await this.core.db
      .collection('push_deliveries')
      .find({ member_id: who.id })
      .sort({ _id: 1 })
      .toArray();
    return rows.map(({ result }) => (result as string | undefined) ?? 'open');
  }
}

export async function register(who: Member, device: object): Promise<DeviceDto> {
  const { status, data, error } = await who.client.post<DeviceAnswer>('/notifications/devices', device);
  if (status !== 201) throw new Error(`registering failed: ${JSON.stringify(error)}`);
  return data.device;
}
