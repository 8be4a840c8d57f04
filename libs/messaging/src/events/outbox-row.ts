import { EVENT_SUBSCRIBERS, EventEnvelope, EventMap, EventName } from '@dongbaejul/contracts';
import type { BackendService } from '@dongbaejul/contracts';
import { ensureIndex, Migration } from '@dongbaejul/persistence';
import { mongo, Types } from 'mongoose';

export const OUTBOX = 'outbox';
export const INBOX = 'inbox';

/** An event that was told and is not yet, or was lately, known to every subscriber. */
export interface OutboxRow {
  _id: Types.ObjectId;
  name: EventName;
  source: string;
  aggregate_id: string;
  version: number;
  occurred_at: Date;
  trace_id: string;
  payload: unknown;
  /** Subscribers that have not taken it in. */
  pending: string[];
  /** Present until nobody is pending. */
  open?: true;
  /** When the relay looks at it next. */
  due_at: Date;
  /** How often the relay has looked. */
  checks: number;
  lease?: string;
  closed_at?: Date;
}

/** What a publisher says of an event. */
export interface EventInput<Name extends EventName> {
  aggregateId: string;
  /** Incremented in the same write as the change that is told. */
  version: number;
  payload: EventMap[Name];
  /** The event or request that it follows from; without it, that of the context. */
  traceId?: string;
}

export interface EventFacts<Name extends EventName = EventName> extends EventInput<Name> {
  id: Types.ObjectId;
  name: Name;
  occurredAt: Date;
  traceId: string;
}

export const sourceOf = (name: EventName): BackendService => name.slice(0, name.indexOf('.')) as BackendService;

/** @returns the row that makes the relay hand the event to its subscribers */
export function outboxRow(facts: EventFacts): OutboxRow {
  const pending = [...EVENT_SUBSCRIBERS[facts.name]];
  return {
    _id: facts.id,
    name: facts.name,
    source: sourceOf(facts.name),
    aggregate_id: facts.aggregateId,
    version: facts.version,
    occurred_at: facts.occurredAt,
    trace_id: facts.traceId,
    payload: facts.payload,
    pending,
    ...(pending.length > 0 ? { open: true as const } : { closed_at: new Date() }),
    due_at: new Date(0),
    checks: 0,
  };
}

/** @returns the event as its subscribers get it */
export function envelopeOf(row: OutboxRow): EventEnvelope {
  return {
    id: row._id.toHexString(),
    name: row.name,
    source: row.source as BackendService,
    aggregate_id: row.aggregate_id,
    version: row.version,
    occurred_at: row.occurred_at.toISOString(),
    trace_id: row.trace_id,
    payload: row.payload as EventEnvelope['payload'],
  };
}

const CLOSED_ROWS_KEPT_S = 7 * 24 * 60 * 60;
const INBOX_KEPT_S = 60 * 24 * 60 * 60;

/** Collections of durable events, in every service that tells or hears them. */
export const messagingMigrations: Migration[] = [
  {
    id: 'messaging-0001-outbox-inbox',
    up: async (db: mongo.Db) => {
      await ensureIndex(
        db,
        OUTBOX,
        { due_at: 1, _id: 1 },
        { partialFilterExpression: { open: true }, serves: 'relay: open events that are due' },
      );
      await ensureIndex(
        db,
        OUTBOX,
        { closed_at: 1 },
        { expireAfterSeconds: CLOSED_ROWS_KEPT_S, serves: 'kept 7 days' },
      );
      await ensureIndex(db, INBOX, { at: 1 }, { expireAfterSeconds: INBOX_KEPT_S, serves: 'kept 60 days' });
    },
  },
];
