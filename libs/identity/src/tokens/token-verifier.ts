import jwt from 'jsonwebtoken';
import { IdentityErrors } from '../identity.errors';
import type { Identity } from '../identity';
import type { RevocationList } from '../revocations/revocation-list';
import type { KeySet } from './key-set';
import { readClaims, TOKEN_ALGORITHM, TOKEN_AUDIENCE, TOKEN_ISSUER, TOKEN_TYPE, TokenClaims } from './token-claims';

const MOST_CACHED = 20_000;
/** Our own tokens are below 1 KB. */
const LONGEST_TOKEN = 4_096;

export interface VerifiedToken {
  identity: Identity;
  claims: TokenClaims;
  /** The key that signed it. */
  kid: string;
}

/**
 * Checks access tokens. Verifying a signature costs about five times what proxying a request does, so a verified token
 * is kept until it expires; what can change before that (ended sessions, changed roles) is looked up each time.
 */
export class TokenVerifier {
  private readonly verified = new Map<string, VerifiedToken>();

  constructor(
    private readonly keys: KeySet,
    private readonly revocations: RevocationList,
    /** Whether tokens not seen before may be believed now; see RevocationFeed. */
    private readonly acceptsNew: () => boolean = () => true,
  ) {}

  /**
   * @returns at once for a token seen before, else a promise
   * @throws TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED, TOKEN_STALE, AUTH_UNAVAILABLE
   */
  verify(token: string): VerifiedToken | Promise<VerifiedToken> {
    const known = this.verified.get(token);
    if (!known) return this.verifyNew(token);
    if (known.claims.exp * 1000 <= Date.now()) {
      this.verified.delete(token);
      throw IdentityErrors.TOKEN_EXPIRED();
    }
    if (!this.keys.has(known.kid)) {
      this.verified.delete(token);
      throw IdentityErrors.TOKEN_INVALID();
    }
    return this.assertStillGood(known);
  }

  /**
   * What may have changed since a token was verified; for requests that take long to arrive. That it has expired
   * meanwhile is no reason: an upload may take longer than a token lives.
   * @throws SESSION_ENDED, TOKEN_STALE
   */
  assertStillGood(token: VerifiedToken): VerifiedToken {
    const state = this.revocations.stateOf(token.claims);
    if (state === 'ended') throw IdentityErrors.SESSION_ENDED();
    if (state === 'stale') throw IdentityErrors.TOKEN_STALE();
    return token;
  }

  private async verifyNew(token: string): Promise<VerifiedToken> {
    if (token.length > LONGEST_TOKEN) throw IdentityErrors.TOKEN_INVALID();
    if (!this.acceptsNew()) throw IdentityErrors.AUTH_UNAVAILABLE({ retry_after: 1 });
    const header = jwt.decode(token, { complete: true })?.header as jwt.JwtHeader | undefined;
    const { alg, typ, kid } = header ?? {};
    // `crit` names extensions that must be understood (RFC 7515, 4.1.11); we understand none.
    if (alg !== TOKEN_ALGORITHM || typ !== TOKEN_TYPE || typeof kid !== 'string' || header?.crit !== undefined) {
      throw IdentityErrors.TOKEN_INVALID();
    }
    const key = await this.keys.find(kid);
    if (!key) throw IdentityErrors.TOKEN_INVALID();
    const claims = this.checkedClaims(token, key);
    const { sub: userId, username, roles, sid: sessionId, withheld_roles: withheldRoles } = claims;
    const identity = { userId, username, roles, sessionId, ...(withheldRoles && { withheldRoles }) };
    const result = this.assertStillGood({ identity, claims, kid });
    this.keep(token, result);
    return result;
  }

  private checkedClaims(token: string, key: jwt.Secret | jwt.PublicKey): TokenClaims {
    let payload: unknown;
    try {
      payload = jwt.verify(token, key, {
        algorithms: [TOKEN_ALGORITHM],
        issuer: TOKEN_ISSUER,
        audience: TOKEN_AUDIENCE,
      });
    } catch (error) {
      throw error instanceof jwt.TokenExpiredError ? IdentityErrors.TOKEN_EXPIRED() : IdentityErrors.TOKEN_INVALID();
    }
    const claims = readClaims(payload);
    // A token from the future is no token of ours; 5 s cover clocks that differ.
    if (!claims || claims.iat * 1000 > Date.now() + 5_000) throw IdentityErrors.TOKEN_INVALID();
    return claims;
  }

  /** Insertion order makes the Map a queue: the oldest leaves when it is full. */
  private keep(token: string, result: VerifiedToken): void {
    if (this.verified.size >= MOST_CACHED) {
      const oldest = this.verified.keys().next().value;
      if (oldest !== undefined) this.verified.delete(oldest);
    }
    this.verified.set(token, result);
  }
}
