import type { EventMap, EventName } from '@dongbaejul/contracts';
import { ensureIndex, MongoConnection } from '@dongbaejul/persistence';
import { currentTraceId } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { Model, mongo, Schema, Types } from 'mongoose';
import { MessagingOptions } from '../messaging.options';
import { assertOwn } from './outbox';
import { EventInput, OUTBOX, OutboxRow, outboxRow } from './outbox-row';

/** An event inside the document whose change it tells. */
export interface EmbeddedEvent {
  _id: Types.ObjectId;
  name: EventName;
  aggregate_id: string;
  version: number;
  occurred_at: Date;
  trace_id: string;
  payload: unknown;
}

interface Holder {
  _id: unknown;
  pending_events?: EmbeddedEvent[];
}

/** `@Prop(PENDING_EVENTS) pending_events?: EmbeddedEvent[]` in the schema; without it Mongoose drops the event. */
export const PENDING_EVENTS = { type: [Schema.Types.Mixed], default: undefined, select: false };

const FIELD = 'pending_events';
const BATCH = 200;
const ROUNDS = 50;

/** The index by which the relay finds embedded events. For a migration of the collection's owner. */
export const embeddedOutboxIndex = (db: mongo.Db, collection: string): Promise<string> =>
  ensureIndex(
    db,
    collection,
    { [`${FIELD}._id`]: 1 },
    {
      partialFilterExpression: { [`${FIELD}._id`]: { $exists: true } },
      serves: 'relay: documents with events to tell',
    },
  );

/**
 * For hot counters: the change and its event are one atomic update of one document, without a transaction
 * (measured: 1,000 concurrent likes in 0.6 s instead of 2.4 s). The relay moves such events into the outbox.
 */
@Injectable()
export class EmbeddedOutbox {
  private readonly logger = new Logger(EmbeddedOutbox.name);
  private readonly names = new Set<string>();

  constructor(
    private readonly mongo: MongoConnection,
    private readonly options: MessagingOptions,
  ) {}

  /** The collections whose documents carry events. */
  get collections(): readonly string[] {
    return [...this.names];
  }

  /**
   * Makes the relay collect from a collection. Call it when the module is made.
   * @throws for a model whose schema lacks `pending_events`
   */
  collectFrom(source: Model<never> | Model<unknown> | string): void {
    if (typeof source === 'string') {
      this.names.add(source);
      return;
    }
    const model = source as Model<unknown>;
    if (!model.schema.path(FIELD)) throw new Error(`${model.modelName} has no ${FIELD}: see PENDING_EVENTS`);
    this.names.add(model.collection.collectionName);
  }

  /**
   * For `$push` beside the change: `{ $inc: { like_count: 1 }, $push: { ...embedded.push('…', {…}) } }`.
   * A step event that nobody orders may leave the version out.
   */
  push<Name extends EventName>(
    name: Name,
    event: Omit<EventInput<Name>, 'version'> & { version?: number },
  ): { pending_events: EmbeddedEvent } {
    const [pending] = this.pushAll(name, [{ ...event, version: event.version ?? Date.now() }]).pending_events.$each;
    return { pending_events: pending as EmbeddedEvent };
  }

  /** The same for several events, in their order: `{ $set: {…}, $push: embedded.pushAll('…', […]) }`. */
  pushAll<Name extends EventName>(
    name: Name,
    events: readonly EventInput<Name>[],
  ): { pending_events: { $each: EmbeddedEvent[] } } {
    assertOwn(name, this.options);
    const embedded = events.map(({ aggregateId, version, payload, traceId }) => ({
      ...this.event(name, aggregateId, version, payload),
      ...(traceId && { trace_id: traceId }),
    }));
    return { pending_events: { $each: embedded } };
  }

  /**
   * Stages for an update pipeline (`updatePipeline: true` in Mongoose), after those that make the change: increments
   * the document's `version` and appends the event with it.
   * @param event.payload literal fields
   * @param event.computed fields as expressions over the changed document, for example `{ likes: '$like_count' }`
   */
  stages<Name extends EventName>(
    name: Name,
    event: { aggregateId: string; payload: Partial<EventMap[Name]>; computed?: Record<string, unknown> },
  ): mongo.BSON.Document[] {
    assertOwn(name, this.options);
    const { version: _unused, payload, ...literal } = this.event(name, event.aggregateId, 0, event.payload);
    const embedded = {
      $mergeObjects: [
        { $literal: literal },
        { version: '$version', payload: { $mergeObjects: [{ $literal: payload }, event.computed ?? {}] } },
      ],
    };
    return [
      { $set: { version: { $add: [{ $ifNull: ['$version', 0] }, 1] } } },
      { $set: { [FIELD]: { $concatArrays: [{ $ifNull: [`$${FIELD}`, []] }, [embedded]] } } },
    ];
  }

  /**
   * Moves what the collections hold into the outbox. Safe in many processes at once and after a crash at any point:
   * an event's id is its row's id.
   * @param from some of the collections; all of them unless given
   * @returns how many were moved
   */
  async collect(from: Iterable<string> = this.names): Promise<number> {
    let moved = 0;
    for (const name of from) {
      for (let round = 0; round < ROUNDS; round += 1) {
        const holders = await this.holders(name);
        moved += await this.move(name, holders);
        if (holders.length < BATCH) break;
      }
    }
    return moved;
  }

  private event(name: EventName, aggregateId: string, version: number, payload: unknown): EmbeddedEvent {
    return {
      _id: new Types.ObjectId(),
      name,
      aggregate_id: aggregateId,
      version,
      occurred_at: new Date(),
      trace_id: currentTraceId(),
      payload,
    };
  }

  private holders(name: string): Promise<Holder[]> {
    return this.mongo.db
      .collection<Holder>(name)
      .find({ [`${FIELD}._id`]: { $exists: true } } as mongo.Filter<Holder>, { projection: { [FIELD]: 1 } })
      .limit(BATCH)
      .toArray() as Promise<Holder[]>;
  }

  private async move(name: string, holders: Holder[]): Promise<number> {
    const rows = holders.flatMap((holder) => (holder.pending_events ?? []).map(rowOf));
    if (rows.length === 0) return 0;
    await this.insertNew(rows);
    await this.mongo.db.collection<Holder>(name).bulkWrite(
      holders.map((holder) => ({
        updateOne: {
          filter: { _id: holder._id } as mongo.Filter<Holder>,
          update: { $pull: { [FIELD]: { _id: { $in: (holder.pending_events ?? []).map((e) => e._id) } } } } as never,
        },
      })),
      { ordered: false },
    );
    this.logger.debug({ msg: 'moved embedded events', collection: name, events: rows.length });
    return rows.length;
  }

  private async insertNew(rows: OutboxRow[]): Promise<void> {
    try {
      await this.mongo.db.collection<OutboxRow>(OUTBOX).insertMany(rows, { ordered: false, ignoreUndefined: true });
    } catch (error) {
      const { writeErrors, result } = error as { writeErrors?: { code: number }[]; result?: unknown };
      const onlyDuplicates =
        result !== undefined && Array.isArray(writeErrors) && writeErrors.every(({ code }) => code === 11000);
      if (!onlyDuplicates) throw error;
    }
  }
}

const rowOf = (event: EmbeddedEvent): OutboxRow =>
  outboxRow({
    id: event._id,
    name: event.name,
    aggregateId: event.aggregate_id,
    version: event.version,
    occurredAt: event.occurred_at,
    traceId: event.trace_id,
    payload: event.payload as never,
  });
