import { limitKeyOf, LocalTake, LocalWindow, SlidingWindow } from '@dongbaejul/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import Redis from 'ioredis';
import { createHash } from 'node:crypto';
import { AuthConfig } from '../config';
import { SignInErrors } from './sign-in.errors';

/** Failed sign-ins in 15 minutes. */
const WINDOW_MS = 15 * 60_000;
const PER_ACCOUNT_AND_ADDRESS = 5;
/** High, because a whole gym shares one address. */
const PER_ADDRESS = 100;
/** An account that so many failures are aimed at answers only where it has signed in before. */
const PER_ACCOUNT = 50;
/** After Redis failed, attempts are counted here for so long before it is asked again. */
const TRY_AGAIN_MS = 3_000;

export interface AttemptSource {
  /** Account id, or what was typed where there is no such account: both look alike from outside. */
  account: string;
  address: string;
  /** Digests of addresses that the account has signed in from. */
  knownAddresses: readonly string[];
}

interface Place {
  key: string;
  take: LocalTake;
  local: boolean;
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
  private readonly shared: SlidingWindow;
  private readonly local = new LocalWindow();
  private isAway = false;
  private nextTryAt = 0;

  constructor(@Inject(Redis) redis: Redis, config: AuthConfig) {
    this.shared = new SlidingWindow(redis, config.REDIS_KEY_PREFIX);
  }

  /**
   * Counts an attempt as a failure before it is made, so that many at once do not slip through together.
   * @returns takes it back; to be called when the password was right
   * @throws TOO_MANY_SIGN_INS with retry_after in seconds
   */
  async begin(source: AttemptSource): Promise<() => Promise<void>> {
    const account = digest(source.account);
    const address = digest(limitKeyOf(source.address));
    const useShared = this.mayAskRedis();
    const claim = (key: string, limit: number): Promise<Place> => this.take(`sign-in:${key}`, limit, useShared);
    // All at once: a Redis that hangs then costs one command's time limit, not three.
    const [pair, fromAddress, atAccount] = await Promise.all([
      claim(`pair:${account}:${address}`, PER_ACCOUNT_AND_ADDRESS),
      claim(`address:${address}`, PER_ADDRESS),
      claim(`account:${account}`, PER_ACCOUNT),
    ]);
    const giveBack = async (): Promise<void> => {
      const granted = [pair, fromAddress, atAccount].filter(({ take }) => take.granted > 0);
      await Promise.all(granted.map((place) => this.giveBack(place)));
    };
    const isFull = ({ take }: Place): boolean => take.granted === 0;
    const known = source.knownAddresses.includes(digestOfAddress(source.address));
    const full = [pair, fromAddress, ...(known ? [] : [atAccount])].find(isFull);
    if (!full) return giveBack;
    await giveBack();
    throw SignInErrors.TOO_MANY_SIGN_INS({ retry_after: Math.max(1, Math.ceil(full.take.resetMs / 1000)) });
  }

  /** After a failure one sign-in in 3 s finds out whether Redis is back, and the others do not wait for it. */
  private mayAskRedis(): boolean {
    if (!this.isAway) return true;
    const now = Date.now();
    if (now < this.nextTryAt) return false;
    this.nextTryAt = now + TRY_AGAIN_MS;
    return true;
  }

  private async ask<T>(command: Promise<T>): Promise<T> {
    try {
      const answer = await command;
      this.isAway = false;
      return answer;
    } catch (error) {
      this.isAway = true;
      this.nextTryAt = Date.now() + TRY_AGAIN_MS;
      throw error;
    }
  }

  private async take(key: string, limit: number, useShared: boolean): Promise<Place> {
    if (useShared) {
      try {
        return { key, take: await this.ask(this.shared.take(key, limit, WINDOW_MS)), local: false };
      } catch {
        // Counted here instead.
      }
    }
    return { key, take: this.local.take(key, limit, WINDOW_MS), local: true };
  }

  /** A place that cannot be given back now ends with its window. Nobody waits for a Redis that is known to hang. */
  private async giveBack({ key, take, local }: Place): Promise<void> {
    if (local) return this.local.giveBack(key, take.id);
    const given = this.ask(this.shared.giveBack(key, take.id, 1, take.granted)).catch(() => undefined);
    if (!this.isAway) await given;
  }
}
