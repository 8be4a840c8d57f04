import { createHash, randomBytes } from 'node:crypto';
import { isDuplicateKey } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { CalendarTokensRepository } from './calendar-tokens.repository';

const TOKEN_BYTES = 32;
/** What TOKEN_BYTES are in base64url. */
export const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;

const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Secrets in calendar addresses. They are 256 random bits, so a plain digest cannot be turned back. */
@Injectable()
export class CalendarTokens {
  constructor(private readonly tokens: CalendarTokensRepository) {}

  /** A new one; the one before is worth nothing from now on. It is shown this once. */
  async renew(memberId: string): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const put = (): Promise<void> => this.tokens.replace(memberId, digestOf(token), new Date());
    // Two first requests at once insert both, and one of them finds the other's row.
    await put().catch((error: unknown) => (isDuplicateKey(error) ? put() : Promise.reject(error)));
    return token;
  }

  ownerOf(token: string): Promise<string | null> {
    return this.tokens.ownerOf(digestOf(token));
  }
}
