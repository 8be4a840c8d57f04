import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { LateLeaving } from './late-leaving.schema';

@Injectable()
export class LateLeavingsRepository {
  constructor(@InjectModel(LateLeaving.name) private readonly model: Model<LateLeaving>) {}

  async put(session: ClientSession, { _id, ...fields }: LateLeaving): Promise<void> {
    const { into, due_at, is_blocked = false, meetings_after = null, again_at = null } = fields;
    const $set = { into, due_at, is_blocked, meetings_after, again_at };
    await this.model.updateOne({ _id }, { $set }, { session, upsert: true });
  }

  /** Unless the member has left meanwhile, which is more. */
  async putBlocked(session: ClientSession, _id: string, due_at: Date, again_at: Date): Promise<void> {
    const known = await this.model.findOne({ _id }).session(session).lean<LateLeaving>();
    if (known && !known.is_blocked) return;
    await this.put(session, { _id, into: null, is_blocked: true, due_at, again_at });
  }

  /** Once more, or done with: unless there was news of the member meanwhile. */
  async doneWith({ _id, due_at, again_at }: LateLeaving): Promise<void> {
    const same = { _id, due_at, is_blocked: true };
    if (again_at) await this.model.updateOne(same, { $set: { due_at: again_at, again_at: null } });
    else await this.model.deleteOne(same);
  }

  /** @returns the members who are due, the longest first */
  async due(now: Date, atMost: number): Promise<LateLeaving[]> {
    return this.model
      .find({ due_at: where.lte(now) })
      .sort({ due_at: 1 })
      .limit(atMost)
      .lean<LateLeaving[]>();
  }

  /** @returns null where another process was faster, or it is to be later */
  async take(session: ClientSession, _id: string, now: Date): Promise<LateLeaving | null> {
    return this.model.findOneAndDelete({ _id, due_at: where.lte(now) }, { session }).lean<LateLeaving>();
  }
}
