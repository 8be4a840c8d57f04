import { SharedWindow } from '@dongbaejul/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import Redis from 'ioredis';
import { createHash } from 'node:crypto';
import { AuthConfig } from '../config';

/** "At most so many of these in that time", for what is not a sign-in: mails, codes. */
@Injectable()
export class Throttle {
  private readonly window: SharedWindow;

  constructor(@Inject(Redis) redis: Redis, config: AuthConfig) {
    this.window = new SharedWindow(redis, config.REDIS_KEY_PREFIX);
  }

  /**
   * @param subject who or what is counted; stored as a digest
   * @returns 0 when it fits, else the seconds until one fits again
   */
  async take(purpose: string, subject: string, limit: number, windowMs: number): Promise<number> {
    const key = `throttle:${purpose}:${createHash('sha256').update(subject).digest('base64url').slice(0, 22)}`;
    const [place] = await this.window.takeAll([{ key, limit, windowMs }]);
    if (!place || place.take.granted > 0) return 0;
    return Math.max(1, Math.ceil(place.take.resetMs / 1000));
  }
}
