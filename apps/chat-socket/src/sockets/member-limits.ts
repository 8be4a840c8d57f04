import { createRedis, SharedWindow, Shutdown } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { ChatConfig } from '../config';
import type { EventLimit } from './connection-limits';

/** What one member may do over all connections and processes; in each process for itself while Redis is away. */
@Injectable()
export class MemberLimits {
  private readonly window: SharedWindow;

  constructor(config: ChatConfig, shutdown: Shutdown) {
    const redis = createRedis(config.REDIS_URL, { name: 'chat-socket:limits' });
    this.window = new SharedWindow(redis, config.REDIS_KEY_PREFIX);
    shutdown.onClose('limits of members', () => redis.disconnect());
  }

  /** @returns 0, or the milliseconds to wait */
  async take(memberId: string, event: string, { perSecond, burst }: EventLimit): Promise<number> {
    const windowMs = Math.ceil((burst / perSecond) * 1_000);
    const claim = { key: `socket:${event}:${memberId}`, limit: burst, windowMs };
    const [place] = await this.window.takeAll([claim]);
    return !place || place.take.granted > 0 ? 0 : Math.max(1, place.take.resetMs);
  }
}
