import type Redis from 'ioredis';

const PING_MS = 2_000;
const ANSWER_MS = 4_000;

/**
 * Finds out that a connection which looks open is dead: without it, commands on a blocking-safe connection (no command
 * timeout) would hang until TCP gives up, a quarter of an hour.
 */
export class KeepAlive {
  private readonly timer: NodeJS.Timeout;
  private askedAt = 0;

  constructor(private readonly redis: Redis) {
    this.timer = setInterval(() => this.check(), PING_MS);
    this.timer.unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private check(): void {
    if (this.redis.status !== 'ready') {
      this.askedAt = 0;
      return;
    }
    if (this.askedAt > 0) {
      if (Date.now() - this.askedAt < ANSWER_MS) return;
      this.askedAt = 0;
      this.redis.disconnect(true);
      return;
    }
    this.askedAt = Date.now();
    const answered = (): void => void (this.askedAt = 0);
    this.redis.ping().then(answered, answered);
  }
}
