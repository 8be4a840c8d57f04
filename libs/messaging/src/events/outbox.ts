import type { EventName } from '@dongbaejul/contracts';
import { currentTraceId } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { MongoConnection } from '@dongbaejul/persistence';
import { ClientSession, Types } from 'mongoose';
import { MessagingOptions } from '../messaging.options';
import { EventInput, OUTBOX, OutboxRow, outboxRow, sourceOf } from './outbox-row';

/** Tells other services what happened, in the same transaction as the change. */
@Injectable()
export class Outbox {
  constructor(
    private readonly mongo: MongoConnection,
    private readonly options: MessagingOptions,
  ) {}

  /**
   * Writes an event that is told to its subscribers if and only if the transaction commits. The trace id is taken from
   * the request's context.
   * @returns the event's id
   * @throws without a session in a transaction, or for an event of another service
   */
  async add<Name extends EventName>(session: ClientSession, name: Name, event: EventInput<Name>): Promise<string> {
    const [id] = await this.addMany(session, name, [event]);
    return id as string;
  }

  /**
   * The same for many events of one name, in one write. Keep it to some thousands: a transaction holds 16 MB.
   * @returns the events' ids, in order
   */
  async addMany<Name extends EventName>(
    session: ClientSession,
    name: Name,
    events: readonly EventInput<Name>[],
  ): Promise<string[]> {
    if (!session?.inTransaction()) throw new Error(`${name} was told outside a transaction: use Transactions.run`);
    assertOwn(name, this.options);
    if (events.length === 0) return [];
    const common = { name, occurredAt: new Date(), traceId: currentTraceId() };
    const rows = events.map((event) =>
      outboxRow({ ...common, ...event, traceId: event.traceId ?? common.traceId, id: new Types.ObjectId() }),
    );
    await this.mongo.db.collection<OutboxRow>(OUTBOX).insertMany(rows, { session, ignoreUndefined: true });
    return rows.map((row) => row._id.toHexString());
  }
}

/** @throws when a service would tell another one's event */
export function assertOwn(name: EventName, options: MessagingOptions): void {
  if (sourceOf(name) !== options.service) throw new Error(`${name} is not ${options.service}'s to tell`);
}
