import type { EventEnvelope } from '@dongbaejul/contracts';
import { isDuplicateKey, MongoConnection, Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession, mongo } from 'mongoose';
import { Types } from 'mongoose';
import { INBOX } from './outbox-row';

interface InboxRow {
  _id: Types.ObjectId;
  name: string;
  at: Date;
}

class AlreadyTakenIn extends Error {}

/** Remembers which events took effect: its unique id is what makes the effect happen once. */
@Injectable()
export class Inbox {
  constructor(
    private readonly mongo: MongoConnection,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Runs the effect and notes the event, in one transaction, unless it was noted before.
   * @returns whether the effect happened now
   * @throws what the effect throws; then nothing happened
   */
  async once(event: EventEnvelope, effect: (session: ClientSession) => Promise<void>): Promise<boolean> {
    try {
      await this.transactions.run(async (session) => {
        await this.note(event, session);
        await effect(session);
      });
      return true;
    } catch (error) {
      if (error instanceof AlreadyTakenIn) return false;
      throw error;
    }
  }

  /**
   * The same for several events in one transaction: a commit and a note for all of them cost little more than for one.
   * @param effect is given those that were not noted before; returns those that it came to, at least one
   * @returns for each event whether its effect happened now; undefined for those that the effect did not come to
   * @throws when an effect fails, or another process took one of them in meanwhile; then nothing happened
   */
  async together(
    events: readonly EventEnvelope[],
    effect: (fresh: EventEnvelope[], session: ClientSession) => Promise<EventEnvelope[]>,
  ): Promise<(boolean | undefined)[]> {
    return this.transactions.run(async (session) => {
      const known = await this.known(events, session);
      const fresh = new Map(events.filter(({ id }) => !known.has(id)).map((event) => [event.id, event]));
      const done = new Set(fresh.size > 0 ? await effect([...fresh.values()], session) : []);
      if (done.size > 0) await this.rows.insertMany([...done].map(rowOf), { session });
      return events.map((event) => (known.has(event.id) ? false : done.has(event) || undefined));
    });
  }

  /** Notes the event as taken in without any effect, unless it was noted before. */
  async noteOnly(event: EventEnvelope): Promise<void> {
    await this.once(event, () => Promise.resolve());
  }

  /** Whether the event was noted before. */
  async has({ id }: EventEnvelope): Promise<boolean> {
    return (await this.rows.countDocuments({ _id: new Types.ObjectId(id) }, { limit: 1 })) > 0;
  }

  private async known(events: readonly EventEnvelope[], session: ClientSession): Promise<Set<string>> {
    const ids = events.map(({ id }) => new Types.ObjectId(id));
    const found = await this.rows.find({ _id: { $in: ids } }, { session, projection: { _id: 1 } }).toArray();
    return new Set(found.map(({ _id }) => _id.toHexString()));
  }

  private async note(event: EventEnvelope, session: ClientSession): Promise<void> {
    try {
      await this.rows.insertOne(rowOf(event), { session });
    } catch (error) {
      // Only ours: a duplicate key of the effect itself is a failure of the effect.
      if (isDuplicateKey(error)) throw new AlreadyTakenIn();
      throw error;
    }
  }

  private get rows(): mongo.Collection<InboxRow> {
    return this.mongo.db.collection<InboxRow>(INBOX);
  }
}

const rowOf = (event: EventEnvelope): InboxRow => ({
  _id: new Types.ObjectId(event.id),
  name: event.name,
  at: new Date(),
});
