import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { createHash, randomBytes } from 'node:crypto';
import type { ClientSession, Model, QueryFilter, Types } from 'mongoose';
import { ONE_TIME_TOKEN_MODEL, OneTimeToken, TokenPurpose } from './one-time-token.schema';
import { OneTimeTokenErrors } from './one-time-tokens.errors';

const BYTES = 32;
const HOUR_MS = 3_600_000;

/** How long a link works, in milliseconds: a reset is done at once, a verification the next evening. */
export const TOKEN_LIFETIME_MS: Record<TokenPurpose, number> = {
  'verify-email': 24 * HOUR_MS,
  'link-email': 24 * HOUR_MS,
  'reset-password': HOUR_MS / 2,
};

/** 256 random bits: a plain digest cannot be guessed back. */
const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Links that work once, for a while, and are stored as digests. */
@Injectable()
export class OneTimeTokens {
  constructor(@InjectModel(ONE_TIME_TOKEN_MODEL) private readonly model: Model<OneTimeToken>) {}

  /** @returns the token, for the mail and nowhere else */
  async issue(token: Omit<OneTimeToken, '_id' | 'expiresAt'>): Promise<string> {
    const secret = randomBytes(BYTES).toString('base64url');
    const expiresAt = new Date(Date.now() + TOKEN_LIFETIME_MS[token.purpose]);
    await this.model.create({ ...token, _id: digestOf(secret), expiresAt });
    return secret;
  }

  /** Only looks. @throws LINK_INVALID */
  async check(secret: string, purposes: readonly TokenPurpose[]): Promise<OneTimeToken> {
    return valid(await this.model.findOne(this.filter(secret, purposes)).lean<OneTimeToken>());
  }

  /** Deleting it is what makes it single-use: of many that ask at once, one gets it. @throws LINK_INVALID */
  async take(tx: ClientSession, secret: string, purposes: readonly TokenPurpose[]): Promise<OneTimeToken> {
    const filter = this.filter(secret, purposes);
    return valid(await this.model.findOneAndDelete(filter, { session: tx }).lean<OneTimeToken>());
  }

  /** After one was used, or what they were for is over. */
  async forget(tx: ClientSession, accountId: Types.ObjectId, purposes: readonly TokenPurpose[]): Promise<void> {
    await this.model.deleteMany({ accountId, purpose: where.in(purposes) }, { session: tx });
  }

  private filter(secret: string, purposes: readonly TokenPurpose[]): QueryFilter<OneTimeToken> {
    return { _id: digestOf(secret), purpose: where.in(purposes), expiresAt: where.gt(new Date()) };
  }
}

function valid(token: OneTimeToken | null): OneTimeToken {
  if (!token) throw OneTimeTokenErrors.LINK_INVALID();
  return token;
}
