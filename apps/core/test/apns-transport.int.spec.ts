import type { Device } from '../src/notifications/devices/device.schema';
import { ApnsTransport } from '../src/notifications/push/apns.transport';
import { ecKeys, FakeApns } from './support/fake-apns';

const DEVICE = { kind: 'apns', address: 'a'.repeat(64) } as Device;
const OTHER = { ...DEVICE, address: 'b'.repeat(64) } as Device;
const MESSAGE = { id: 'one', title: '동배즐', text: '경기가 시작되었습니다.', critical: false, data: {} };
/** So long a silence is one, also on a busy machine. */
const SILENCE_MS = 2_000;

describe('APNs', () => {
  let apns: FakeApns;
  let transport: ApnsTransport;

  beforeEach(async () => {
    apns = await new FakeApns().start();
    transport = new ApnsTransport(
      { keyId: 'KEY', teamId: 'TEAM', topic: 'kr.club.app', privateKey: ecKeys.privateKey, url: apns.url },
      SILENCE_MS,
    );
  });
  afterEach(async () => {
    transport.close();
    await apns.stop();
  });

  it('leaves a connection that went silent: what was under way is tried again, the next message has a new one', async () => {
    expect(await transport.send(DEVICE, MESSAGE)).toEqual({ kind: 'delivered' });
    apns.silent = true;
    const unanswered = await Promise.all([transport.send(DEVICE, MESSAGE), transport.send(DEVICE, MESSAGE)]);
    expect(unanswered.map(({ kind }) => kind)).toEqual(['later', 'later']);
    apns.silent = false;
    expect(await transport.send(DEVICE, MESSAGE)).toEqual({ kind: 'delivered' });
    expect(apns.connections).toBe(2);
  });

  it('makes one new token for many messages that were refused with the old one, however late some are answered', async () => {
    expect(await transport.send(DEVICE, MESSAGE)).toEqual({ kind: 'delivered' });
    apns.endTokens();
    const answer = apns.hold(OTHER.address);
    const late = transport.send(OTHER, MESSAGE);
    expect(await transport.send(DEVICE, MESSAGE)).toEqual({ kind: 'later', reason: 'ExpiredProviderToken' });
    expect(await transport.send(DEVICE, MESSAGE)).toEqual({ kind: 'delivered' });
    answer();
    expect(await late).toEqual({ kind: 'later', reason: 'ExpiredProviderToken' });
    expect(await transport.send(DEVICE, MESSAGE)).toEqual({ kind: 'delivered' });
    expect(apns.tokens.size).toBe(2);
  });
});
