import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import { MAIL_MODEL, MailRow } from './mail.schema';

@Injectable()
export class MailRepository {
  constructor(@InjectModel(MAIL_MODEL) private readonly rows: Model<MailRow>) {}

  async insert(row: Omit<MailRow, '_id'>, tx?: ClientSession): Promise<void> {
    await this.rows.create([{ _id: new Types.ObjectId(), ...row }], { session: tx ?? null });
  }

  /** The next that is due; nobody else gets it before the lease is over. */
  async claim(now: number, leaseMs: number): Promise<MailRow | null> {
    return this.rows
      .findOneAndUpdate(
        { notBefore: where.lte(new Date(now)) },
        { $set: { notBefore: new Date(now + leaseMs) }, $inc: { attempts: 1 } },
        { sort: { notBefore: 1 }, returnDocument: 'after' },
      )
      .lean<MailRow>();
  }

  async remove(id: Types.ObjectId): Promise<void> {
    await this.rows.deleteOne({ _id: id });
  }

  /** Unless another process has taken it since. */
  async postpone({ _id, attempts }: Pick<MailRow, '_id' | 'attempts'>, until: Date): Promise<void> {
    await this.rows.updateOne({ _id, attempts }, { $set: { notBefore: until } });
  }
}
