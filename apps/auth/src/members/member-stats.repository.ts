import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import type { Discipline } from './disciplines';
import { MEMBER_STATS_MODEL, MemberRating, MemberStats } from './member-stats.schema';

export type CountedField = Exclude<keyof MemberStats, '_id' | 'mergedInto' | 'ratings'>;

const COUNTED: readonly CountedField[] = [
  'posts',
  'comments',
  'likesReceived',
  'gamesPlayed',
  'gamesWon',
  'attendanceDue',
  'attended',
];

@Injectable()
export class MemberStatsRepository {
  constructor(@InjectModel(MEMBER_STATS_MODEL) private readonly model: Model<MemberStats>) {}

  async find(accountId: Types.ObjectId): Promise<MemberStats | null> {
    return this.model.findById(accountId).lean<MemberStats>();
  }

  async add(session: ClientSession, accountId: Types.ObjectId, field: CountedField, delta: number): Promise<void> {
    const options = { session, upsert: true, returnDocument: 'after' } as const;
    const $inc = { [field]: delta };
    const { mergedInto } = await this.model
      .findOneAndUpdate({ _id: accountId }, { $inc }, options)
      .lean<Pick<MemberStats, 'mergedInto'>>();
    if (mergedInto) await this.add(session, mergedInto, field, delta);
  }

  /** Keeps what a member is worth in a discipline, unless something newer is known. */
  async rate(
    session: ClientSession,
    accountId: Types.ObjectId,
    discipline: Discipline,
    rating: MemberRating,
  ): Promise<void> {
    const known = await this.model.findById(accountId).session(session).lean<MemberStats>();
    if ((known?.ratings?.[discipline]?.version ?? 0) >= rating.version) return;
    const $set = { [`ratings.${discipline}`]: rating };
    await this.model.updateOne({ _id: accountId }, { $set }, { session, upsert: true });
  }

  /** What one counted is the other's, also what is still to come. */
  async move(session: ClientSession, from: Types.ObjectId, into: Types.ObjectId): Promise<void> {
    const counted = await this.model.findById(from).session(session).lean<MemberStats>();
    const $inc = Object.fromEntries(COUNTED.map((field) => [field, counted?.[field] ?? 0]));
    await this.model.updateOne({ _id: into }, { $inc }, { session, upsert: true });
    await this.model.updateOne({ _id: from }, { $set: { mergedInto: into } }, { session, upsert: true });
  }
}
