import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { Decision, Dismissal, DISMISSAL_MODEL } from './dismissal.schema';

@Injectable()
export class DismissalsRepository {
  constructor(@InjectModel(DISMISSAL_MODEL) private readonly model: Model<Dismissal>) {}

  find(id: string, tx?: ClientSession): Promise<Dismissal | null> {
    return this.model
      .findById(id)
      .session(tx ?? null)
      .lean<Dismissal>()
      .exec();
  }

  /** In place of what was decided on an earlier failure. @throws a duplicate key error where somebody was quicker */
  async decide(tx: ClientSession, id: string, failedAt: string, decision: Decision): Promise<void> {
    const earlier = { _id: id, decision: 'replayed' as const, failedAt: where.ne(failedAt) };
    const $set = { decision, failedAt, at: new Date() };
    await this.model.updateOne(earlier, { $set }, { session: tx, upsert: true });
  }
}
