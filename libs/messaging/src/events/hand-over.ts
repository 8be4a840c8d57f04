import { randomUUID } from 'node:crypto';
import { MongoConnection } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { Types } from 'mongoose';
import { MessagingOptions } from '../messaging.options';
import { eventMetrics } from './event-metrics';
import { EventQueues, jobIdOf } from './event-queues';
import { envelopeOf, OUTBOX, OutboxRow } from './outbox-row';

const BATCH = 500;
/** A queue that is this long gets nothing more for now: its events wait in the outbox instead, not in Redis's memory. */
const FULL_QUEUE = 20_000;
const LONGEST_SWEEP_MS = 60_000;

/** An event, and the subscribers it is for now. */
interface Destined {
  row: OutboxRow;
  to: string[];
}

type JobState = 'completed' | 'missing' | 'there';

/** Moves open events of the outbox to their subscribers' queues, and closes those that arrived. */
@Injectable()
export class HandOver {
  constructor(
    private readonly mongo: MongoConnection,
    private readonly queues: EventQueues,
    private readonly options: MessagingOptions,
  ) {}

  /**
   * One batch. Rows are leased by moving their next check into the future, so that replicas share the work; that a
   * batch is handed over twice would only be wasted.
   * @param subscribers everyone this service's events go to
   * @returns whether there may be more at once
   */
  async batch(subscribers: readonly string[]): Promise<boolean> {
    const full = await this.fullQueues(subscribers);
    const due: mongo.Filter<OutboxRow> = { open: true, due_at: { $lte: new Date() } };
    // What waits for others as well goes to them: one service that is away holds up no other.
    if (full.length > 0) due.pending = { $elemMatch: { $nin: full } };
    const found = await this.rows
      .find(due, { projection: { _id: 1 } })
      .sort({ due_at: 1, _id: 1 })
      .limit(BATCH)
      .toArray();
    if (found.length === 0) return false;
    const rows = await this.lease(found.map((row) => row._id));
    const to = (row: OutboxRow): string[] => row.pending.filter((subscriber) => !full.includes(subscriber));
    const isFirst = (row: OutboxRow): boolean => row.checks === 1;
    await this.addJobs(
      rows.filter(isFirst).map((row) => ({ row, to: to(row) })),
      'first',
    );
    await this.sweep(rows.filter((row) => !isFirst(row)).map((row) => ({ row, to: to(row) })));
    return found.length === BATCH;
  }

  /** Notes that a subscriber has taken events in, and closes the rows that nobody waits for any more. */
  async done(subscriber: string, eventIds: readonly string[]): Promise<void> {
    if (eventIds.length === 0) return;
    const ids = eventIds.map((id) => new Types.ObjectId(id));
    const nobody = { $eq: [{ $size: '$pending' }, 0] };
    await this.rows.updateMany({ _id: { $in: ids }, open: true, pending: subscriber }, [
      { $set: { pending: { $setDifference: ['$pending', [subscriber]] } } },
      {
        $set: {
          open: { $cond: [nobody, '$$REMOVE', true] },
          closed_at: { $cond: [nobody, '$$NOW', '$$REMOVE'] },
        },
      },
    ]);
  }

  /** @returns open rows, counted up to 100,000 */
  countOpen(): Promise<number> {
    return this.rows.countDocuments({ open: true }, { limit: 100_000, hint: { due_at: 1, _id: 1 } });
  }

  private async fullQueues(subscribers: readonly string[]): Promise<string[]> {
    const depths = await Promise.all(
      subscribers.map(async (service) => (await this.queues.get(service)).getJobCountByTypes('waiting', 'prioritized')),
    );
    return subscribers.filter((_, index) => (depths[index] ?? 0) >= FULL_QUEUE);
  }

  private async lease(ids: Types.ObjectId[]): Promise<OutboxRow[]> {
    const lease = randomUUID();
    const now = new Date();
    const pause = {
      $min: [
        LONGEST_SWEEP_MS,
        { $multiply: [this.options.events?.sweep ?? 5_000, { $pow: [2, { $min: ['$checks', 10] }] }] },
      ],
    };
    await this.rows.updateMany({ _id: { $in: ids }, open: true, due_at: { $lte: now } }, [
      { $set: { lease, checks: { $add: ['$checks', 1] }, due_at: { $add: [now, { $toLong: pause }] } } },
    ]);
    return this.rows
      .find({ _id: { $in: ids }, lease })
      .sort({ _id: 1 })
      .toArray();
  }

  private async addJobs(todo: Destined[], reason: 'first' | 'missing'): Promise<void> {
    const jobs = new Map<string, OutboxRow[]>();
    for (const { row, to } of todo) {
      for (const subscriber of to) push(jobs, subscriber, row);
    }
    for (const [subscriber, rows] of jobs) {
      const queue = await this.queues.get(subscriber);
      await queue.addBulk(
        rows.map((row) => ({
          name: row.name,
          data: envelopeOf(row),
          opts: { ...this.queues.jobOptions, jobId: jobIdOf(row._id.toHexString(), subscriber) },
        })),
      );
      eventMetrics.relayed.inc({ reason }, rows.length);
    }
  }

  /** The truth behind the fast path: asks Redis for each job, closes what is done, adds what is gone (FLUSHALL). */
  private async sweep(rows: Destined[]): Promise<void> {
    const missing: Destined[] = [];
    const arrived = new Map<string, string[]>();
    const states = await this.statesOf(rows);
    for (const { row, subscriber, state } of states) {
      if (state === 'missing') missing.push({ row, to: [subscriber] });
      if (state === 'completed') push(arrived, subscriber, row._id.toHexString());
    }
    for (const [subscriber, ids] of arrived) await this.done(subscriber, ids);
    await this.addJobs(missing, 'missing');
  }

  private async statesOf(rows: Destined[]): Promise<{ row: OutboxRow; subscriber: string; state: JobState }[]> {
    const asked = rows.flatMap(({ row, to }) => to.map((subscriber) => ({ row, subscriber })));
    if (asked.length === 0) return [];
    const pipeline = this.queues.redis.pipeline();
    for (const { row, subscriber } of asked) {
      const queue = await this.queues.get(subscriber);
      const jobId = jobIdOf(row._id.toHexString(), subscriber);
      pipeline.zscore(queue.toKey('completed'), jobId);
      pipeline.exists(queue.toKey(jobId));
    }
    const answers = (await pipeline.exec()) ?? [];
    return asked.map((entry, index) => {
      const [failedScore, score] = answers[index * 2] ?? [new Error('no answer')];
      const [failedExists, exists] = answers[index * 2 + 1] ?? [new Error('no answer')];
      if (failedScore ?? failedExists) throw failedScore ?? failedExists;
      return { ...entry, state: score !== null ? 'completed' : exists === 1 ? 'there' : 'missing' };
    });
  }

  private get rows(): mongo.Collection<OutboxRow> {
    return this.mongo.db.collection<OutboxRow>(OUTBOX);
  }
}

function push<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
