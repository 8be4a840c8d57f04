import { CommonErrors } from '@dongbaejul/contracts';
import type { EventEnvelope } from '@dongbaejul/contracts';
import { createRedis, Shutdown } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { JobsOptions, Queue } from 'bullmq';
import type Redis from 'ioredis';
import { MessagingOptions } from '../messaging.options';
import { KeepAlive } from '../redis/keep-alive';
import { names } from '../redis/names';

/** What waits in a queue: an event; or one that a person decided shall have no effect there. */
export type QueuedEvent = EventEnvelope & { dismissed?: true };

export const isDismissed = (event: QueuedEvent): boolean => event.dismissed === true;

export type EventQueue = Queue<EventEnvelope, void>;

/** A job's id: BullMQ refuses colons and integers. */
export const jobIdOf = (eventId: string, subscriber: string): string => `${eventId}-${subscriber}`;

/** @returns the event and the subscriber that a job id names, or undefined */
export function parseJobId(jobId: string): { eventId: string; subscriber: string } | undefined {
  const match = /^([0-9a-f]{24})-([a-z-]+)$/.exec(jobId);
  return match ? { eventId: match[1] as string, subscriber: match[2] as string } : undefined;
}

/** The subscribers' BullMQ queues, one per service. */
@Injectable()
export class EventQueues {
  /** Fails fast while Redis is away; shared by all queues of the process. */
  readonly redis: Redis;
  private readonly keepAlive: KeepAlive;
  private readonly queues = new Map<string, Promise<EventQueue>>();

  constructor(
    private readonly options: MessagingOptions,
    shutdown: Shutdown,
  ) {
    this.redis = createRedis(options.config.REDIS_URL, { name: `${options.service}:events` });
    this.keepAlive = new KeepAlive(this.redis);
    shutdown.onClose('event-queues', () => this.close());
  }

  nameOf(service: string): string {
    return names.eventQueue(this.options.config.REDIS_KEY_PREFIX, service);
  }

  get prefix(): string {
    return names.queueKeys(this.options.config.REDIS_KEY_PREFIX);
  }

  /** @throws SERVICE_UNAVAILABLE while Redis is away */
  async get(service: string): Promise<EventQueue> {
    if (this.redis.status !== 'ready') throw CommonErrors.SERVICE_UNAVAILABLE({ retry_after: 1 });
    let opening = this.queues.get(service);
    if (!opening) {
      opening = this.open(service);
      this.queues.set(service, opening);
      opening.catch(() => this.queues.delete(service));
    }
    return opening;
  }

  /** How a subscriber's job is tried, and how long what remains of it stays. */
  get jobOptions(): JobsOptions {
    const { attempts = 8, backoff = 1_000 } = this.options.events ?? {};
    return {
      attempts,
      backoff: { type: 'exponential', delay: backoff },
      // The outbox is the record; a finished job is only a hint for the sweep.
      removeOnComplete: { age: 600, count: 2_000 },
      removeOnFail: false,
      stackTraceLimit: 1,
    };
  }

  private async open(service: string): Promise<EventQueue> {
    const queue: EventQueue = new Queue(this.nameOf(service), { connection: this.redis, prefix: this.prefix });
    // Outages are reported by the connection itself.
    queue.on('error', () => undefined);
    try {
      await queue.waitUntilReady();
      return queue;
    } catch (error) {
      await queue.close().catch(() => undefined);
      throw error;
    }
  }

  private async close(): Promise<void> {
    this.keepAlive.close();
    for (const opening of this.queues.values()) {
      await opening.then((queue) => queue.close()).catch(() => undefined);
    }
    this.redis.disconnect();
  }
}
