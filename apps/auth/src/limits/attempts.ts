import { limitKeyOf, Place, SharedWindow } from '@dongbaejul/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import Redis from 'ioredis';
import { createHash } from 'node:crypto';
import { AuthConfig } from '../config';
import { SignInErrors } from './sign-in.errors';

const MINUTE_MS = 60_000;
const WINDOW_MS = 15 * MINUTE_MS;

/**
 * Failures of one account from one address: five in 15 minutes, and who goes on waits longer each time, until a day of
 * guessing is worth 30 guesses. Only that address waits: a stranger locks nobody out.
 */
const PER_ACCOUNT_AND_ADDRESS = [
  { limit: 5, windowMs: WINDOW_MS },
  { limit: 10, windowMs: 60 * MINUTE_MS },
  { limit: 20, windowMs: 6 * 60 * MINUTE_MS },
  { limit: 30, windowMs: 24 * 60 * MINUTE_MS },
] as const;
/** High, because a whole gym shares one address. */
const PER_ADDRESS = 100;
/** An account that so many failures are aimed at answers only where it has signed in before. */
const PER_ACCOUNT = 50;

export interface AttemptSource {
  /** Account id, or what was typed where there is no such account: both look alike from outside. */
  account: string;
  address: string;
  /** Digests of addresses that the account has signed in from. */
  knownAddresses: readonly string[];
}

export const digestOfAddress = (address: string): string =>
  createHash('sha256')
    .update(`sign-in address ${limitKeyOf(address)}`)
    .digest('base64url')
    .slice(0, 22);

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** Throttles guessing, for all replicas together. */
@Injectable()
export class Attempts {
  private readonly window: SharedWindow;

  constructor(@Inject(Redis) redis: Redis, config: AuthConfig) {
    this.window = new SharedWindow(redis, config.REDIS_KEY_PREFIX);
  }

  /**
   * Counts an attempt as a failure before it is made, so that many at once do not slip through together.
   * @returns takes it back; to be called when the password was right
   * @throws TOO_MANY_SIGN_INS with retry_after in seconds
   */
  async begin(source: AttemptSource): Promise<() => Promise<void>> {
    const account = digest(source.account);
    const address = digest(limitKeyOf(source.address));
    const [atAccount, ...others] = await this.window.takeAll([
      { key: `sign-in:account:${account}`, limit: PER_ACCOUNT, windowMs: WINDOW_MS },
      { key: `sign-in:address:${address}`, limit: PER_ADDRESS, windowMs: WINDOW_MS },
      ...PER_ACCOUNT_AND_ADDRESS.map(({ limit, windowMs }) => ({
        key: `sign-in:pair:${windowMs / MINUTE_MS}:${account}:${address}`,
        limit,
        windowMs,
      })),
    ]);
    const taken = [atAccount as Place, ...others];
    const giveBack = async (): Promise<void> => {
      await Promise.all(taken.map((place) => this.window.giveBack(place)));
    };
    const known = source.knownAddresses.includes(digestOfAddress(source.address));
    const full = (known ? others : taken).filter(({ take }) => take.granted === 0);
    if (full.length === 0) return giveBack;
    await giveBack();
    const longest = Math.max(...full.map(({ take }) => take.resetMs));
    throw SignInErrors.TOO_MANY_SIGN_INS({ retry_after: Math.max(1, Math.ceil(longest / 1000)) });
  }
}
