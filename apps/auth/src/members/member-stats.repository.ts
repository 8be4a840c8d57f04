import { EVERY_ROW, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import type { Discipline } from './disciplines';
import { MEMBER_STATS_MODEL, MemberRating, MemberStats } from './member-stats.schema';

export type CountedField = Exclude<keyof MemberStats, '_id' | 'mergedInto' | 'ratings'>;

/** How much more of each. */
export type Steps = Partial<Record<CountedField, number>>;

/** Of one person; more of them in a row is a circle. */
const MOST_MERGES = 20;

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

  /** Adds to what is counted of several members, by their ids; what belongs to a merged account goes to the other. */
  async add(session: ClientSession, steps: ReadonlyMap<string, Steps>): Promise<void> {
    const writes = [...(await this.ofWhomItIs(session, steps))].map(([id, $inc]) => ({
      updateOne: { filter: { _id: new Types.ObjectId(id) }, update: { $inc }, upsert: true },
    }));
    await this.model.bulkWrite(writes, { session, ...EVERY_ROW });
  }

  /** An account may have been merged into one that was merged itself. */
  private async ofWhomItIs(
    session: ClientSession,
    steps: ReadonlyMap<string, Steps>,
    merges = MOST_MERGES,
  ): Promise<Map<string, Steps>> {
    const ids = [...steps.keys()].map((id) => new Types.ObjectId(id));
    const merged = await this.model
      .find({ _id: where.in(ids), mergedInto: where.exists() }, { mergedInto: 1 })
      .session(session)
      .lean<Pick<MemberStats, '_id' | 'mergedInto'>[]>();
    const whole = new Map(steps);
    for (const { _id, mergedInto } of merged) {
      const moved = whole.get(String(_id)) ?? {};
      whole.delete(String(_id));
      whole.set(String(mergedInto), sumOf(whole.get(String(mergedInto)) ?? {}, moved));
    }
    return merged.length === 0 || merges === 0 ? whole : this.ofWhomItIs(session, whole, merges - 1);
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

/** Both together. */
export function sumOf(some: Steps, more: Steps): Steps {
  const fields = [...new Set([...Object.keys(some), ...Object.keys(more)])] as CountedField[];
  return Object.fromEntries(fields.map((field) => [field, (some[field] ?? 0) + (more[field] ?? 0)]));
}
