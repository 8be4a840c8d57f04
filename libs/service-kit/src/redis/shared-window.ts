import type Redis from 'ioredis';
import { LocalTake, LocalWindow } from './local-window';
import { SlidingWindow } from './sliding-window';

/** After Redis failed, events are counted here for so long before it is asked again, in milliseconds. */
const TRY_AGAIN_MS = 3_000;

/** One event that was counted, or refused. */
export interface Place {
  key: string;
  take: LocalTake;
  local: boolean;
}

/** A sliding window of all replicas together; of this process alone while Redis is away. */
export class SharedWindow {
  private readonly shared: SlidingWindow;
  private readonly local = new LocalWindow();
  private isAway = false;
  private nextTryAt = 0;

  constructor(redis: Redis, prefix: string) {
    this.shared = new SlidingWindow(redis, prefix);
    redis.on('ready', () => (this.nextTryAt = 0));
  }

  /** All at once: a Redis that hangs then costs one command's time limit, not one for each. */
  async takeAll(claims: readonly { key: string; limit: number; windowMs: number }[]): Promise<Place[]> {
    const useShared = this.mayAskRedis();
    return Promise.all(claims.map(({ key, limit, windowMs }) => this.take(key, limit, windowMs, useShared)));
  }

  /** A place that cannot be given back now ends with its window. Nobody waits for a Redis that is known to hang. */
  async giveBack({ key, take, local }: Place): Promise<void> {
    if (take.granted === 0) return;
    if (local) return this.local.giveBack(key, take.id);
    const given = this.ask(this.shared.giveBack(key, take.id, 1, take.granted)).catch(() => undefined);
    if (!this.isAway) await given;
  }

  /** After a failure one caller in 3 s finds out whether Redis is back, and the others do not wait for it. */
  private mayAskRedis(): boolean {
    if (!this.isAway) return true;
    const now = Date.now();
    if (now < this.nextTryAt) return false;
    this.nextTryAt = now + TRY_AGAIN_MS;
    return true;
  }

  private async take(key: string, limit: number, windowMs: number, useShared: boolean): Promise<Place> {
    if (useShared) {
      try {
        return { key, take: await this.ask(this.shared.take(key, limit, windowMs)), local: false };
      } catch {
        // Counted here instead.
      }
    }
    return { key, take: this.local.take(key, limit, windowMs), local: true };
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
}
