import { createRedis, LocalWindow, Shutdown, SlidingWindow } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { ChatConfig } from '../config';
import type { EventLimit } from './connection-limits';

/** After Redis failed, this process counts for itself so long before it asks again, in milliseconds. */
const TRY_AGAIN_MS = 3_000;

/** What one member may do over all connections and processes; in each process for itself while Redis is away. */
@Injectable()
export class MemberLimits {
  private readonly shared: SlidingWindow;
  private readonly local = new LocalWindow();
  private askAgainAt = 0;

  constructor(config: ChatConfig, shutdown: Shutdown) {
    const redis = createRedis(config.REDIS_URL, { name: 'chat-socket:limits' });
    this.shared = new SlidingWindow(redis, config.REDIS_KEY_PREFIX);
    shutdown.onClose('limits of members', () => redis.disconnect());
  }

  /** @returns 0, or the milliseconds to wait */
  async take(memberId: string, event: string, { perSecond, burst }: EventLimit): Promise<number> {
    const key = `socket:${event}:${memberId}`;
    const windowMs = Math.ceil((burst / perSecond) * 1_000);
    const { granted, resetMs } = (await this.ask(key, burst, windowMs)) ?? this.local.take(key, burst, windowMs);
    return granted > 0 ? 0 : Math.max(1, resetMs);
  }

  private async ask(
    key: string,
    burst: number,
    windowMs: number,
  ): Promise<{ granted: number; resetMs: number } | null> {
    if (Date.now() < this.askAgainAt) return null;
    try {
      return await this.shared.take(key, burst, windowMs);
    } catch {
      this.askAgainAt = Date.now() + TRY_AGAIN_MS;
      return null;
    }
  }
}
