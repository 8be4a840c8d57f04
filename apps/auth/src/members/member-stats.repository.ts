import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import { MEMBER_STATS_MODEL, MemberStats } from './member-stats.schema';

export type CountedField = Exclude<keyof MemberStats, '_id'>;

@Injectable()
export class MemberStatsRepository {
  constructor(@InjectModel(MEMBER_STATS_MODEL) private readonly model: Model<MemberStats>) {}

  async find(accountId: Types.ObjectId): Promise<MemberStats | null> {
    return this.model.findById(accountId).lean<MemberStats>();
  }

  async add(session: ClientSession, accountId: Types.ObjectId, field: CountedField, delta: number): Promise<void> {
    await this.model.updateOne({ _id: accountId }, { $inc: { [field]: delta } }, { session, upsert: true });
  }
}
