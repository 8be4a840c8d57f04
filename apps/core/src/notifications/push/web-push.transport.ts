import { createECDH } from 'node:crypto';
import { generateRequestDetails } from 'web-push';
import type { Device } from '../devices/device.schema';
import { isPushEndpoint } from '../devices/push-endpoint';
import {
  failureOf,
  outcomeOf,
  PUSH_LIFETIME_S,
  PushMessage,
  PushOutcome,
  PushTransport,
  SEND_TIMEOUT_MS,
} from './push-transport';

export interface VapidKey {
  subject: string;
  privateKey: string;
}

/** The public key of a VAPID private key (RFC 8292): an uncompressed point, base64url. */
export function publicKeyOf(privateKey: string): string {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(Buffer.from(privateKey, 'base64url'));
  return curve.getPublicKey().toString('base64url');
}

/** Browsers, by RFC 8030 (the protocol), 8291 (encryption) and 8292 (who we are). */
export class WebPushTransport implements PushTransport {
  readonly kind = 'web_push';
  readonly publicKey: string;

  constructor(
    private readonly key: VapidKey,
    private readonly hosts: readonly string[],
  ) {
    this.publicKey = publicKeyOf(key.privateKey);
  }

  async send(device: Device, message: PushMessage): Promise<PushOutcome> {
    if (!device.keys || !isPushEndpoint(device.address, this.hosts)) return { kind: 'gone', reason: 'not an endpoint' };
    const request = this.request(device, device.keys, message);
    // Keys that look right and are none: nothing that is sent to it could be opened.
    if (!request) return { kind: 'gone', reason: 'not the keys of a browser' };
    const { method, headers, body } = request;
    try {
      const response = await fetch(device.address, {
        method,
        headers: headers as Record<string, string>,
        body: new Uint8Array(body),
        // An endpoint that sends us elsewhere could send us anywhere.
        redirect: 'manual',
        signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
      });
      await response.body?.cancel();
      const { status } = response;
      if (status === 404 || status === 410) return { kind: 'gone', reason: `status ${status}` };
      return outcomeOf(status, `status ${status}`, response.headers.get('retry-after'));
    } catch (error) {
      return { kind: 'later', reason: failureOf(error) };
    }
  }

  close(): void {
    // fetch keeps its own connections.
  }

  /** @returns undefined for keys by which nothing can be encrypted */
  private request(
    device: Device,
    keys: NonNullable<Device['keys']>,
    message: PushMessage,
  ): { method: string; headers: object; body: Buffer } | undefined {
    const { id, title, text, data, critical } = message;
    try {
      return generateRequestDetails(
        { endpoint: device.address, keys },
        JSON.stringify({ id, title, text, data, critical }),
        {
          vapidDetails: { subject: this.key.subject, publicKey: this.publicKey, privateKey: this.key.privateKey },
          TTL: PUSH_LIFETIME_S,
          urgency: critical ? 'high' : 'normal',
          // A message with the same topic takes the place of one that waits (RFC 8030, 5.4).
          topic: id,
          contentEncoding: 'aes128gcm',
        },
      ) as { method: string; headers: object; body: Buffer };
    } catch {
      return undefined;
    }
  }
}
