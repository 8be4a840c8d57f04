import { randomUUID } from 'node:crypto';
import { logStreamKey } from '@dongbaejul/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import Redis from 'ioredis';
import { AuthConfig } from '../config';

const GROUP = 'log-keeper';
/** Batches of at most 64 KB that are read at once. */
export const AT_ONCE = 20;
/** Whoever read a batch and did not say that it is kept within this time is dead. */
const ABANDONED_MS = 60_000;
/** Readers ask each half second; one that has not for so long, and has nothing left to keep, was killed. */
const DEAD_MS = 600_000;

export interface Batch {
  id: string;
  lines: string;
}

type Raw = [id: string, fields: string[] | null][];

/** The capped stream that every service copies its log lines into. Among replicas, each batch is given to one. */
@Injectable()
export class LogStream {
  private readonly key: string;
  private readonly consumer = randomUUID();

  constructor(
    @Inject(Redis) private readonly redis: Redis,
    config: AuthConfig,
  ) {
    this.key = logStreamKey(config.REDIS_KEY_PREFIX);
  }

  /** What nobody has read yet. */
  async next(): Promise<Batch[]> {
    const read = (): Promise<unknown> =>
      this.redis.xreadgroup('GROUP', GROUP, this.consumer, 'COUNT', AT_ONCE, 'STREAMS', this.key, '>');
    try {
      return batchesOf(await read());
    } catch (error) {
      if (!(error as Error).message.startsWith('NOGROUP')) throw error;
      await this.createGroup();
      return batchesOf(await read());
    }
  }

  /** What somebody read and, being dead, will not keep. */
  async abandoned(): Promise<Batch[]> {
    const answer = await this.redis.xautoclaim(
      this.key,
      GROUP,
      this.consumer,
      ABANDONED_MS,
      '0',
      'COUNT',
      AT_ONCE,
    );
    return batchesIn((answer as [string, Raw])[1]);
  }

  async done(batches: readonly Batch[]): Promise<void> {
    if (batches.length > 0) await this.redis.xack(this.key, GROUP, ...batches.map(({ id }) => id));
  }

  /** Leaves no reader behind that will never read again; what it had not kept goes to the others. */
  async leave(): Promise<void> {
    const pending = (await this.redis.xpending(this.key, GROUP, '-', '+', 1, this.consumer)) as unknown[];
    if (pending.length === 0) await this.redis.xgroup('DELCONSUMER', this.key, GROUP, this.consumer);
  }

  /** Takes readers off the list that were killed and have been for a while. */
  async forgetDead(deadAfterMs = DEAD_MS): Promise<void> {
    const readers = (await this.redis.xinfo('CONSUMERS', this.key, GROUP)) as unknown[][];
    for (const reader of readers) {
      const of = (field: string): unknown => reader[reader.indexOf(field) + 1];
      const isDead = of('pending') === 0 && Number(of('idle')) > deadAfterMs;
      if (isDead) await this.redis.xgroup('DELCONSUMER', this.key, GROUP, of('name') as string);
    }
  }

  /** From the beginning of the stream: what was logged before anybody read is kept as well. */
  private async createGroup(): Promise<void> {
    try {
      await this.redis.xgroup('CREATE', this.key, GROUP, '0', 'MKSTREAM');
    } catch (error) {
      // Another replica was quicker.
      if (!(error as Error).message.startsWith('BUSYGROUP')) throw error;
    }
  }
}

const batchesOf = (answer: unknown): Batch[] => batchesIn((answer as [string, Raw][] | null)?.[0]?.[1] ?? []);

/** Entries that were cut from the stream meanwhile have no fields. */
const batchesIn = (raw: Raw): Batch[] =>
  raw.map(([id, fields]) => ({ id, lines: fields?.[fields.indexOf('lines') + 1] ?? '' }));
