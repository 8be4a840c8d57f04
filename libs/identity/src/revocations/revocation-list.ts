import type { TokenClaims } from '../tokens/token-claims';
import type { Revocation } from './revocation';

export type TokenState = 'good' | 'ended' | 'stale';

/** By time, not by revision: revisions start again where auth's database was put back from a copy. */
const outweighs = (entry: Revocation, known: Revocation): boolean =>
  (entry.before ?? 0) > (known.before ?? 0) || (entry.before === known.before && entry.effect === 'ended');

/** Ended sessions and stale accounts, in memory until the tokens concerned have expired. */
export class RevocationList {
  private readonly sessions = new Map<string, number>();
  private readonly accounts = new Map<string, Revocation>();
  /** Everything up to this revision is in. */
  revision = 0;

  get size(): number {
    return this.sessions.size + this.accounts.size;
  }

  stateOf(claims: Pick<TokenClaims, 'sid' | 'sub' | 'iat'>): TokenState {
    if (this.sessions.has(claims.sid)) return 'ended';
    const account = this.accounts.get(claims.sub);
    if (account?.before === undefined || Math.round(claims.iat * 1000) >= account.before) return 'good';
    return account.effect ?? 'stale';
  }

  /** Takes an entry in. Safe to repeat, in any order. Does not move `revision`: the feed knows what is whole. */
  add(entry: Revocation): void {
    if (entry.kind === 'session') {
      this.sessions.set(entry.id, entry.expires_at);
      return;
    }
    const known = this.accounts.get(entry.id);
    if (known && !outweighs(entry, known)) return;
    this.accounts.set(entry.id, entry);
  }

  /** Forgets what no unexpired token can need any more. */
  sweep(now = Date.now()): void {
    for (const [id, expiresAt] of this.sessions) if (expiresAt <= now) this.sessions.delete(id);
    for (const [id, entry] of this.accounts) if (entry.expires_at <= now) this.accounts.delete(id);
  }
}
