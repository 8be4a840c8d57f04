import type { EventEnvelope } from '@dongbaejul/contracts';
import { isDuplicateKey, MongoConnection, Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession, mongo } from 'mongoose';
import { Types } from 'mongoose';
import { INBOX } from './outbox-row';

/** An event, and what it does here. */
export interface Delivery {
  event: EventEnvelope;
  effect: (session: ClientSession) => Promise<void>;
}

interface InboxRow {
  _id: Types.ObjectId;
  name: string;
  at: Date;
}

class AlreadyTakenIn extends Error {}

/** A transaction takes no further event after this: it holds what others want to write. */
const LONGEST_TOGETHER_MS = 200;

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
  async once({ event, effect }: Delivery): Promise<boolean> {
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
   * @returns for each of the first events, at least one, whether its effect happened now; the others were not begun
   * @throws when an effect fails, or another process took one of them in meanwhile; then nothing happened
   */
  async together(deliveries: readonly Delivery[]): Promise<boolean[]> {
    return this.transactions.run(async (session) => {
      const until = Date.now() + LONGEST_TOGETHER_MS;
      const known = await this.known(deliveries, session);
      const outcomes: boolean[] = [];
      const applied: InboxRow[] = [];
      for (const { event, effect } of deliveries) {
        if (outcomes.length > 0 && Date.now() > until) break;
        const isNew = !known.has(event.id);
        if (isNew) await effect(session);
        if (isNew) applied.push(rowOf(event));
        known.add(event.id);
        outcomes.push(isNew);
      }
      if (applied.length > 0) await this.rows.insertMany(applied, { session });
      return outcomes;
    });
  }

  private async known(deliveries: readonly Delivery[], session: ClientSession): Promise<Set<string>> {
    const ids = deliveries.map(({ event }) => new Types.ObjectId(event.id));
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
