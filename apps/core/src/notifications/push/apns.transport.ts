import { createHash } from 'node:crypto';
import { ClientHttp2Session, connect, constants, IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2';
import { sign } from 'jsonwebtoken';
import type { Device } from '../devices/device.schema';
import {
  failureOf,
  outcomeOf,
  PUSH_LIFETIME_S,
  PushMessage,
  PushOutcome,
  PushTransport,
  SEND_TIMEOUT_MS,
} from './push-transport';

export interface ApnsAccount {
  keyId: string;
  teamId: string;
  topic: string;
  privateKey: string;
  url: string;
}

/** Apple refuses tokens older than an hour, and ones renewed more often than every 20 minutes. */
const TOKEN_LIFETIME_MS = 50 * 60_000;
const GONE = new Set(['BadDeviceToken', 'Unregistered', 'ExpiredToken', 'DeviceTokenNotForTopic']);
const TOKEN_TROUBLE = new Set(['ExpiredProviderToken', 'InvalidProviderToken']);

interface Reply {
  status: number;
  headers: IncomingHttpHeaders & IncomingHttpStatusHeader;
  body: string;
}

/** Apple's devices by APNs' provider API: HTTP/2 on one kept connection, as the holder of a signing key. */
export class ApnsTransport implements PushTransport {
  readonly kind = 'apns';
  private session: ClientHttp2Session | undefined;
  private token: { value: string; until: number } | undefined;

  constructor(
    private readonly account: ApnsAccount,
    private readonly timeoutMs = SEND_TIMEOUT_MS,
  ) {}

  async send(device: Device, message: PushMessage): Promise<PushOutcome> {
    try {
      const token = this.providerToken();
      const { status, headers, body } = await this.post(
        `/3/device/${encodeURIComponent(device.address)}`,
        message,
        token,
      );
      const reason = reasonOf(body) ?? `status ${status}`;
      if (status === 410 || GONE.has(reason)) return { kind: 'gone', reason };
      if (TOKEN_TROUBLE.has(reason)) {
        // Of all that were refused with it the first drops it: there may be a newer one by now, of which Apple takes few.
        if (this.token?.value === token) this.token = undefined;
        return { kind: 'later', reason };
      }
      return outcomeOf(status, reason, headers['retry-after']);
    } catch (error) {
      return { kind: 'later', reason: failureOf(error) };
    }
  }

  close(): void {
    this.session?.close();
    this.session = undefined;
  }

  private post(path: string, message: PushMessage, token: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const session = this.connection();
      const stream = session.request({
        [constants.HTTP2_HEADER_METHOD]: 'POST',
        [constants.HTTP2_HEADER_PATH]: path,
        authorization: `bearer ${token}`,
        'apns-id': uuidOf(message.id),
        // What is shown under the same id is replaced.
        'apns-collapse-id': message.id,
        'apns-topic': this.account.topic,
        'apns-push-type': 'alert',
        'apns-priority': message.critical ? '10' : '5',
        'apns-expiration': String(Math.floor(Date.now() / 1_000) + PUSH_LIFETIME_S),
      });
      let headers: Reply['headers'] = {};
      let body = '';
      stream.setEncoding('utf8');
      // A connection that went silent would hold up every message after this one too: the next gets a new one, and
      // those under way on this one are tried again.
      stream.setTimeout(this.timeoutMs, () => session.destroy(new Error('no answer in time')));
      stream.on('response', (received) => (headers = received));
      stream.on('data', (chunk: string) => (body += chunk));
      stream.on('error', reject);
      stream.on('close', () => {
        const status = headers[':status'];
        if (status === undefined) reject(new Error('no answer'));
        else resolve({ status, headers, body });
      });
      stream.end(JSON.stringify(bodyOf(message)));
    });
  }

  private connection(): ClientHttp2Session {
    if (this.session && !this.session.closed && !this.session.destroyed) return this.session;
    const session = connect(this.account.url);
    const forget = (): void => {
      if (this.session === session) this.session = undefined;
    };
    // Its streams fail with it, and are tried again.
    session.on('error', forget).on('close', forget).on('goaway', forget);
    session.setTimeout(30 * 60_000, () => session.close());
    session.unref();
    return (this.session = session);
  }

  private providerToken(): string {
    if (this.token && this.token.until > Date.now()) return this.token.value;
    const { privateKey, keyId, teamId } = this.account;
    const value = sign({}, privateKey, { algorithm: 'ES256', keyid: keyId, issuer: teamId });
    this.token = { value, until: Date.now() + TOKEN_LIFETIME_MS };
    return value;
  }
}

function reasonOf(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { reason?: string }).reason;
  } catch {
    return undefined;
  }
}

/** APNs wants a UUID; the same message has the same one. */
function uuidOf(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

const bodyOf = ({ title, text, data, critical, id }: PushMessage): object => ({
  aps: {
    alert: { title, body: text },
    sound: 'default',
    'thread-id': data.type ?? 'dongbaejul',
    ...(critical && { 'interruption-level': 'time-sensitive' }),
  },
  ...data,
  id,
});
