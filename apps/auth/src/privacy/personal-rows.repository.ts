import { MongoConnection } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession, Types } from 'mongoose';

/** What hangs on an account in other collections and is of use to nobody but its owner. */
@Injectable()
export class PersonalRows {
  constructor(private readonly mongo: MongoConnection) {}

  /** BAND's tokens, the second factor, links in mails, and where sessions came from. The sessions themselves end and go by their TTL. */
  async remove(session: ClientSession, accountId: Types.ObjectId): Promise<void> {
    const { db } = this.mongo;
    await db.collection('band_tokens').deleteOne({ _id: accountId }, { session });
    await db.collection('second_factors').deleteOne({ _id: accountId }, { session });
    await db.collection('one_time_tokens').deleteMany({ accountId }, { session });
    await db.collection('sessions').updateMany({ accountId }, { $set: { address: '', device: '' } }, { session });
  }

  async sessions(accountId: Types.ObjectId): Promise<object[]> {
    const fields = { _id: 0, method: 1, address: 1, device: 1, createdAt: 1, lastUsedAt: 1, endedAt: 1 };
    const rows = this.mongo.db.collection('sessions').find({ accountId }, { projection: fields });
    return rows.sort({ lastUsedAt: -1 }).limit(1_000).toArray();
  }
}
