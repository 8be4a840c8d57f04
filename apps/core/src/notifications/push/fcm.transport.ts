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

export interface FcmAccount {
  projectId: string;
  clientEmail: string;
  privateKey: string;
  apiUrl: string;
  tokenUrl: string;
}

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
const LIFETIME_S = 3_600;
/** A token is renewed this long before it ends. */
const MARGIN_MS = 60_000;

interface AccessToken {
  value: string;
  /** Milliseconds; 0 once it was refused, for all who hold it. */
  until: number;
}

interface FcmFailure {
  error?: { status?: string; details?: { '@type'?: string; errorCode?: string }[] };
}

/** Android and others by Firebase's HTTP v1 API, as a service account (OAuth 2.0 JWT grant, RFC 7523). */
export class FcmTransport implements PushTransport {
  readonly kind = 'fcm';
  private token: Promise<AccessToken> | undefined;

  constructor(private readonly account: FcmAccount) {}

  async send(device: Device, message: PushMessage): Promise<PushOutcome> {
    try {
      const { apiUrl, projectId } = this.account;
      const token = await this.accessToken();
      const response = await fetch(`${apiUrl}/v1/projects/${encodeURIComponent(projectId)}/messages:send`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token.value}`, 'content-type': 'application/json' },
        body: JSON.stringify({ message: bodyOf(device, message) }),
        signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
      });
      const answer = (await response.json().catch(() => ({}))) as FcmFailure;
      if (response.status === 401) token.until = 0;
      return outcome(response.status, answer, response.headers.get('retry-after'));
    } catch (error) {
      return { kind: 'later', reason: failureOf(error) };
    }
  }

  close(): void {
    this.token = undefined;
  }

  /** One request for a token at a time, whoever needs it. */
  private async accessToken(): Promise<AccessToken> {
    const held = this.token;
    const known = await held?.catch(() => undefined);
    if (known && known.until > Date.now()) return known;
    // Of all who find it too old, the first asks for the next one.
    if (this.token === held) this.token = undefined;
    return (this.token ??= this.newToken());
  }

  private async newToken(): Promise<AccessToken> {
    const { clientEmail, privateKey, tokenUrl } = this.account;
    const assertion = sign({ scope: SCOPE }, privateKey, {
      algorithm: 'RS256',
      issuer: clientEmail,
      audience: tokenUrl,
      expiresIn: LIFETIME_S,
    });
    const response = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
      signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`FCM gave no token: status ${response.status}`);
    const { access_token, expires_in } = (await response.json()) as { access_token: string; expires_in: number };
    return { value: access_token, until: Date.now() + expires_in * 1_000 - MARGIN_MS };
  }
}

function outcome(status: number, { error }: FcmFailure, retryAfter: string | null): PushOutcome {
  const code = error?.details?.find(({ errorCode }) => errorCode)?.errorCode ?? error?.status ?? `status ${status}`;
  if (code === 'UNREGISTERED' || status === 404) return { kind: 'gone', reason: code };
  if (status === 401) return { kind: 'later', reason: code };
  return outcomeOf(status, code, retryAfter);
}

const bodyOf = (device: Device, message: PushMessage): object => ({
  token: device.address,
  notification: { title: message.title, body: message.text },
  data: { ...message.data, id: message.id },
  android: {
    // What waits for an offline device and what is shown is replaced by a message with the same key.
    collapse_key: message.id,
    priority: message.critical ? 'HIGH' : 'NORMAL',
    ttl: `${PUSH_LIFETIME_S}s`,
    notification: { tag: message.id },
  },
});
