/** One thing that makes access tokens worth less before they expire. Written by auth, in the order of `revision`. */
export interface Revocation {
  /** Counts up by one with each revocation, without gaps. */
  revision: number;
  /** `session`: one session ended. `account`: tokens of this account issued before `before` no longer hold. */
  kind: 'session' | 'account';
  /** Session id or account id. */
  id: string;
  /** Epoch milliseconds; for `account`. */
  before?: number;
  /** For `account`: `ended` when its sessions ended too (block), `stale` when a refresh brings a new token (roles). */
  effect?: 'ended' | 'stale';
  /** Epoch milliseconds at which the last token concerned has expired. */
  expires_at: number;
}

/** Answer of auth's `GET /internal/revocations?since=`. */
export interface RevocationSnapshot {
  revision: number;
  entries: Revocation[];
}

/** What auth publishes: each revocation as it happens, and its revision twice a second. */
export type RevocationMessage = { type: 'revoked'; entry: Revocation } | { type: 'heartbeat'; revision: number };

export const revocationChannel = (prefix: string): string => `${prefix}:revocations`;
export const REVOCATIONS_PATH = '/internal/revocations';
export const HEARTBEAT_EVERY_MS = 250;
