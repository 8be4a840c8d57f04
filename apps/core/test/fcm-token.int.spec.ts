import { Types } from 'mongoose';
import type { Device } from '../src/notifications/devices/device.schema';
import { FcmTransport } from '../src/notifications/push/fcm.transport';
import { FakeFcm, rsaKeys } from './support/fake-push';

const fcm = new FakeFcm();
let transport: FcmTransport;

beforeEach(async () => {
  await fcm.start();
  transport = new FcmTransport({
    projectId: 'club',
    clientEmail: 'sender@club.test',
    privateKey: rsaKeys.privateKey,
    apiUrl: fcm.url,
    tokenUrl: `${fcm.url}/token`,
  });
});
afterEach(() => fcm.stop());

const device = { _id: new Types.ObjectId(), kind: 'fcm', address: 'phone' } as Device;
const sendMany = async (): Promise<Set<string>> => {
  const message = { id: 'm1', title: '동배즐', text: '안녕하세요', data: {}, critical: false };
  const outcomes = await Promise.all(Array.from({ length: 16 }, () => transport.send(device, message)));
  return new Set(outcomes.map(({ kind }) => kind));
};

it('asks for one access token for many messages at once, and for one more when that is refused', async () => {
  expect([await sendMany(), fcm.tokensGiven]).toEqual([new Set(['delivered']), 1]);
  fcm.endTokens();
  expect([await sendMany(), fcm.tokensGiven]).toEqual([new Set(['later']), 1]);
  expect([await sendMany(), fcm.tokensGiven]).toEqual([new Set(['delivered']), 2]);
});
