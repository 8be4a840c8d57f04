import { randomBytes } from 'node:crypto';
import type { TokenHolder } from './tokens';

const LIFE_MS = 60_000;

/** Authorization codes: good once, for a minute, for the client they were made for. */
export class Codes {
  private readonly open = new Map<string, TokenHolder & { expiresAt: number }>();

  constructor(private readonly clock: () => number = Date.now) {}

  issue(holder: TokenHolder): string {
    const now = this.clock();
    for (const [code, entry] of this.open) if (entry.expiresAt <= now) this.open.delete(code);
    const code = randomBytes(18).toString('base64url');
    this.open.set(code, { ...holder, expiresAt: now + LIFE_MS });
    return code;
  }

  redeem(code: string, clientId: string): TokenHolder | undefined {
    const entry = this.open.get(code);
    if (!entry || entry.clientId !== clientId) return undefined;
    this.open.delete(code);
    return entry.expiresAt > this.clock() ? entry : undefined;
  }
}
