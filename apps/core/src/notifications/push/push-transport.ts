import type { Device, DeviceKind } from '../devices/device.schema';

export interface PushMessage {
  /** The same at every try: a service that got it twice shows it once. At most 32 URL-safe characters. */
  id: string;
  title: string;
  text: string;
  /** For the client: what to open. */
  data: Record<string, string>;
  critical: boolean;
}

/**
 * `gone`: the device is no more, never send to it again. `later`: not now, and it may have arrived. `refused`: it will
 * never be taken.
 */
export type PushOutcome =
  | { kind: 'delivered' }
  | { kind: 'gone' | 'refused'; reason: string }
  | { kind: 'later'; reason: string; afterMs?: number };

/** One way to devices. It answers, and does not throw, whatever the other side does. */
export interface PushTransport {
  readonly kind: DeviceKind;
  send(device: Device, message: PushMessage): Promise<PushOutcome>;
  close(): void;
}

/** How long a device may be offline before the push service drops what waits for it. */
export const PUSH_LIFETIME_S = 24 * 60 * 60;
export const SEND_TIMEOUT_MS = 10_000;

/** `Retry-After` in milliseconds; seconds and dates are both allowed (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | string[] | null | undefined, now = Date.now()): number | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  if (!text) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** Why something failed, for who reads logs: a code of the network where there is one, and never an address. */
export function failureOf(error: unknown): string {
  const { cause, code, name, message } = error as NodeJS.ErrnoException & { cause?: NodeJS.ErrnoException };
  return cause?.code ?? code ?? (name === 'Error' ? message : name);
}

/** What a status means where a service has no words of its own for it. */
export function outcomeOf(status: number, reason: string, retryAfter?: string | string[] | null): PushOutcome {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 429 || status >= 500) {
    const afterMs = retryAfterMs(retryAfter);
    return { kind: 'later', reason, ...(afterMs !== undefined && { afterMs }) };
  }
  return { kind: 'refused', reason };
}
