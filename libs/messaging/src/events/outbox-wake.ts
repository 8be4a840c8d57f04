import { MongoConnection } from '@dongbaejul/persistence';
import { Logger } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { setTimeout as pause } from 'node:timers/promises';
import { OUTBOX } from './outbox-row';

const REOPEN_MS = 1_000;

/** Tells the relay at once (p50 10 ms, measured) where something was written; polling covers what it misses. */
export class OutboxWake {
  private readonly logger = new Logger(OutboxWake.name);
  private stream: mongo.ChangeStream | undefined;
  private readonly closing = new AbortController();

  constructor(
    private readonly mongo: MongoConnection,
    private readonly embedded: () => readonly string[],
    private readonly wake: (collection: string) => void,
  ) {}

  /** Watches until closed; reopens after failures. */
  async run(): Promise<void> {
    while (!this.closed) {
      try {
        this.stream = this.mongo.db.watch(this.pipeline(), { maxAwaitTimeMS: 1_000 });
        for await (const change of this.stream) this.wake((change as unknown as { ns: { coll: string } }).ns.coll);
      } catch (error) {
        if (!this.closed) this.logger.debug({ msg: 'change stream ended', reason: (error as Error).message });
      }
      await this.stream?.close().catch(() => undefined);
      await pause(REOPEN_MS, undefined, { signal: this.closing.signal }).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.stream?.close().catch(() => undefined);
  }

  private get closed(): boolean {
    return this.closing.signal.aborted;
  }

  private pipeline(): mongo.BSON.Document[] {
    const grown = {
      $anyElementTrue: {
        $map: {
          input: { $objectToArray: { $ifNull: ['$updateDescription.updatedFields', {}] } },
          in: { $eq: [{ $indexOfCP: ['$$this.k', 'pending_events'] }, 0] },
        },
      },
    };
    const told = { 'ns.coll': OUTBOX, operationType: 'insert' };
    const embedded = {
      'ns.coll': { $in: [...this.embedded()] },
      operationType: { $in: ['insert', 'update', 'replace'] },
    };
    const counts = { $or: [{ $expr: grown }, { 'fullDocument.pending_events.0': { $exists: true } }] };
    return [{ $match: { $or: [told, { ...embedded, ...counts }] } }, { $project: { 'ns.coll': 1 } }];
  }
}
