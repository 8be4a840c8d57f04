import type Redis from 'ioredis';
import { metrics } from '../metrics/metrics';

const FLUSH_EVERY_MS = 250;
const FLUSH_AT_BYTES = 64 * 1024;
/** At most 64 KB each: what a log keeper may be behind by, and what the stream may take of Redis. */
const KEEP_BATCHES = 2_000;
const LONGEST_BACKLOG_BYTES = 1024 * 1024;

const dropped = metrics.counter({
  name: 'log_lines_dropped_total',
  help: 'Log lines that did not reach the log stream',
});

/** The stream that the log keeper reads: each entry holds a batch of lines in the field `lines`. */
export const logStreamKey = (prefix: string): string => `${prefix}:logs`;

/**
 * Copies log lines into a capped Redis stream, many lines an entry, so that the request path pays for a string
 * concatenation only. Logs are also on standard output and in files: when Redis is away lines are dropped, not kept.
 */
export class RedisLogStream {
  private pending: string[] = [];
  private bytes = 0;
  private flushing: Promise<void> | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly redis: Redis,
    private readonly key: string,
  ) {
    this.timer = setInterval(() => {
      // One at a time: what Redis does not take in waits here, up to the bound.
      if (!this.flushing) void this.flush();
    }, FLUSH_EVERY_MS);
    this.timer.unref();
  }

  /** pino's destination: one line with its newline. */
  write(line: string): void {
    if (this.bytes > LONGEST_BACKLOG_BYTES) {
      dropped.inc();
      return;
    }
    this.pending.push(line);
    this.bytes += line.length;
    if (this.bytes >= FLUSH_AT_BYTES && !this.flushing) void this.flush();
  }

  /** Sends what is pending. Never rejects. */
  async flush(): Promise<void> {
    await this.flushing;
    if (this.pending.length > 0) await (this.flushing = this.send().finally(() => (this.flushing = undefined)));
  }

  private async send(): Promise<void> {
    const lines = this.pending;
    this.pending = [];
    this.bytes = 0;
    try {
      await this.redis.xadd(this.key, 'MAXLEN', '~', KEEP_BATCHES, '*', 'lines', lines.join(''));
    } catch {
      dropped.inc(lines.length);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
