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
   * Runs `effect` and notes the event, in one transaction, unless it was noted before.
   * @param queue effects with the same key run one after another in this process
   * @returns whether the effect happened now
   * @throws what the effect throws; then nothing happened
   */
  async once(event: EventEnvelope, queue: string, effect: (session: ClientSession) => Promise<void>): Promise<boolean> {
    const row: InboxRow = { _id: new Types.ObjectId(event.id), name: event.name, at: new Date() };
    try {
      await this.transactions.run(
        async (session) => {
          await this.note(row, session);
          await effect(session);
        },
        { aggregate: queue },
      );
      return true;
    } catch (error) {
      if (error instanceof AlreadyTakenIn) return false;
      throw error;
    }
  }

  private async note(row: InboxRow, session: ClientSession): Promise<void> {
    try {
      await this.rows.insertOne(row, { session });
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
