import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

type TokenKind = 'access' | 'refresh';

export interface TokenHolder {
  userKey: string;
  clientId: string;
}

/**
 * Access and refresh tokens that carry their own content under a signature: they stay good when the emulator starts
 * again, as BAND's do, so that a connected sync needs no new consent after each restart.
 */
export class Tokens {
  /** Tokens made up to this moment are no longer accepted. */
  private revokedUntil = -1;

  constructor(
    private readonly secret: string,
    private readonly clock: () => number = Date.now,
  ) {}

  issue(kind: TokenKind, holder: TokenHolder, lifeSeconds: number): string {
    const now = this.clock();
    // One made in the millisecond of a revocation comes after it.
    const issuedAt = Math.max(now, this.revokedUntil + 1);
    const payload = [
      kind,
      holder.userKey,
      holder.clientId,
      now + lifeSeconds * 1000,
      issuedAt,
      randomBytes(6).toString('hex'),
    ];
    const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
    return `ZQAAA${body}${this.sign(body)}`;
  }

  /** Whose token it is, or undefined when it is not ours, of the other kind, expired or revoked. */
  verify(kind: TokenKind, token: string): TokenHolder | undefined {
    const body = token.slice(5, -43);
    const signature = Buffer.from(token.slice(-43));
    const expected = Buffer.from(this.sign(body));
    if (!token.startsWith('ZQAAA') || signature.length !== expected.length || !timingSafeEqual(signature, expected))
      return undefined;
    const [tokenKind, userKey, clientId, expiresAt, issuedAt] = JSON.parse(
      Buffer.from(body, 'base64url').toString(),
    ) as [TokenKind, string, string, number, number];
    if (tokenKind !== kind || expiresAt <= this.clock() || issuedAt <= this.revokedUntil) return undefined;
    return { userKey, clientId };
  }

  /** Ends every token made so far. */
  revokeAll(): void {
    this.revokedUntil = this.clock();
  }

  private sign(body: string): string {
    return createHmac('sha256', this.secret).update(body).digest('base64url');
  }
}
