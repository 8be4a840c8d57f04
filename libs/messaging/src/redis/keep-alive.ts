import type Redis from 'ioredis';

const PING_MS = 1_000;
/** Pings in a row without an answer after which the connection is opened anew. */
const PATIENCE = 3;

/**
 * Finds out that a connection which looks open is dead: otherwise its commands would time out, or hang where they have
 * no timeout, until TCP gives up, a quarter of an hour.
 */
export class KeepAlive {
  private readonly timer: NodeJS.Timeout;
  private unanswered = 0;

  constructor(private readonly redis: Redis) {
    redis.on('ready', () => (this.unanswered = 0));
    this.timer = setInterval(() => this.check(), PING_MS);
    this.timer.unref();
  }

  /** @throws when the connection does not answer */
  assertAnswers(): void {
    if (this.redis.status !== 'ready' || this.unanswered > 1) throw new Error('the connection does not answer');
  }

  close(): void {
    clearInterval(this.timer);
  }

  private check(): void {
    if (this.redis.status !== 'ready') return;
    if (this.unanswered >= PATIENCE) {
      this.unanswered = 0;
      this.redis.disconnect(true);
      return;
    }
    this.unanswered += 1;
    // A rejection is no answer: it is a command timeout or a lost connection.
    this.redis.ping().then(
      () => (this.unanswered = 0),
      () => undefined,
    );
  }
}
