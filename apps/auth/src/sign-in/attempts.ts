import { limitKeyOf, LocalTake, LocalWindow, SlidingWindow } from '@dongbaejul/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import Redis from 'ioredis';
import { createHash } from 'node:crypto';
import { AuthConfig } from '../config';
import { SignInErrors } from './sign-in.errors';

/** DESIGN 4: failed sign-ins in 15 minutes. */
const WINDOW_MS = 15 * 60_000;
const PER_ACCOUNT_AND_ADDRESS = 5;
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

interface Place {
  key: string;
  take: LocalTake;
  local: boolean;
}

export const digestOfAddress = (address: string): string =>
  createHash('sha256').update(`sign-in address ${limitKeyOf(address)}`).digest('base64url').slice(0, 22);

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** Throttles guessing, for all replicas together. */
@Injectable()
export class Attempts {
  private readonly shared: SlidingWindow;
  private readonly local = new LocalWindow();

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
    const places: Place[] = [];
    const claim = async (key: string, limit: number): Promise<Place> => {
      const place = await this.take(`sign-in:${key}`, limit);
      places.push(place);
      return place;
    };
    const giveBack = async (): Promise<void> => {
      await Promise.all(places.filter(({ take }) => take.granted > 0).map((place) => this.giveBack(place)));
    };
    const refuse = async ({ take }: Place): Promise<never> => {
      await giveBack();
      throw SignInErrors.TOO_MANY_SIGN_INS({ retry_after: Math.max(1, Math.ceil(take.resetMs / 1000)) });
    };
    const pair = await claim(`pair:${account}:${address}`, PER_ACCOUNT_AND_ADDRESS);
    if (pair.take.granted === 0) return refuse(pair);
    const fromAddress = await claim(`address:${address}`, PER_ADDRESS);
    if (fromAddress.take.granted === 0) return refuse(fromAddress);
    const atAccount = await claim(`account:${account}`, PER_ACCOUNT);
    const underFire = atAccount.take.granted === 0;
    if (underFire && !source.knownAddresses.includes(digestOfAddress(source.address))) return refuse(atAccount);
    return giveBack;
  }

  private async take(key: string, limit: number): Promise<Place> {
    try {
      return { key, take: await this.shared.take(key, limit, WINDOW_MS), local: false };
    } catch {
      return { key, take: this.local.take(key, limit, WINDOW_MS), local: true };
    }
  }

  /** A place that cannot be given back now ends with its window. */
  private async giveBack({ key, take, local }: Place): Promise<void> {
    if (local) this.local.giveBack(key, take.id);
    else await this.shared.giveBack(key, take.id, 1, take.granted).catch(() => undefined);
  }
}
