import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { LateLeaving } from './late-leaving.schema';

@Injectable()
export class LateLeavingsRepository {
  constructor(@InjectModel(LateLeaving.name) private readonly model: Model<LateLeaving>) {}

  async put(session: ClientSession, { _id, into, due_at }: LateLeaving): Promise<void> {
    await this.model.updateOne({ _id }, { $set: { into, due_at } }, { session, upsert: true });
  }

  /** @returns the members who are due, the longest first */
  async due(now: Date, atMost: number): Promise<string[]> {
    const rows = await this.model
      .find({ due_at: where.lte(now) }, { _id: 1 })
      .sort({ due_at: 1 })
      .limit(atMost)
      .lean<Pick<LateLeaving, '_id'>[]>();
    return rows.map(({ _id }) => _id);
  }

  /** @returns null where another process was faster, or it is to be later */
  async take(session: ClientSession, _id: string, now: Date): Promise<LateLeaving | null> {
    return this.model.findOneAndDelete({ _id, due_at: where.lte(now) }, { session }).lean<LateLeaving>();
  }
}
