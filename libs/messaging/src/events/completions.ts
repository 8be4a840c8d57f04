import { createRedis } from '@dongbaejul/service-kit';
import { Logger } from '@nestjs/common';
import { QueueEvents } from 'bullmq';
import type Redis from 'ioredis';
import { atMost, untilReady } from '../redis/patience';
import { parseJobId } from './event-queues';

const CLOSE_MS = 1_000;

/**
 * Hears which jobs of a subscriber are done, in batches: the fast path to closing outbox rows. What it misses the sweep
 * finds.
 */
export class Completions {
  private readonly logger = new Logger(Completions.name);
  private readonly redis: Redis;
  private events: QueueEvents | undefined;
  private readonly buffer = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  /** @param onDone gets event ids; what it throws is left to the sweep */
  constructor(
    url: string,
    private readonly queueName: string,
    private readonly prefix: string,
    private readonly onDone: (eventIds: string[]) => Promise<void>,
  ) {
    this.redis = createRedis(url, { name: `${queueName}:done`, blocking: true });
    void this.listen();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.flush();
    this.redis.disconnect();
    // Closing waits for the blocking read, which ends with its connection.
    await atMost(CLOSE_MS, this.events?.close());
  }

  private async listen(): Promise<void> {
    while (await untilReady(this.redis, () => this.closed)) {
      try {
        const events = new QueueEvents(this.queueName, { connection: this.redis, prefix: this.prefix, autorun: false });
        this.events = events;
        events.on('error', () => undefined);
        events.on('completed', ({ jobId }) => this.note(jobId));
        await events.run();
      } catch (error) {
        if (!this.closed)
          this.logger.debug({ msg: 'listening anew', queue: this.queueName, reason: (error as Error).message });
      }
      await atMost(CLOSE_MS, this.events?.close());
      if (!this.closed) await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  private note(jobId: string): void {
    const parsed = parseJobId(jobId);
    if (!parsed || this.closed) return;
    this.buffer.add(parsed.eventId);
    this.timer ??= setTimeout(() => void this.flush(), 50);
  }

  private async flush(): Promise<void> {
    this.timer = undefined;
    const ids = [...this.buffer];
    this.buffer.clear();
    try {
      await this.onDone(ids);
    } catch (error) {
      this.logger.debug({ msg: 'left to the sweep', events: ids.length, reason: (error as Error).message });
    }
  }
}
