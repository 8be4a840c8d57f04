import { ListQuery, Page, paginate, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, QueryFilter, Types } from 'mongoose';
import { Meeting, MeetingKind, MeetingRow, OwnAnswer } from './meeting.schema';

const WITHOUT_ANSWERS = { answers: 0, member_ids: 0 } as const;

export interface MeetingFilter {
  is_cancelled?: boolean;
  kind?: MeetingKind;
  /** The host's, and those a member comes or may come to. */
  member_id?: string;
  from?: Date;
  to?: Date;
}

@Injectable()
export class MeetingsRepository {
  constructor(@InjectModel(Meeting.name) private readonly model: Model<Meeting>) {}

  /** By date, the earliest first, or the latest first. */
  page(filter: MeetingFilter, order: 'earliest' | 'latest', query: ListQuery): Promise<Page<MeetingRow>> {
    const direction = order === 'earliest' ? 1 : -1;
    return paginate<Meeting, MeetingRow>(this.model, {
      query,
      filter: queryOf(filter),
      sort: { meeting_date: direction, _id: direction },
      select: WITHOUT_ANSWERS,
    });
  }

  async find(id: string, session?: ClientSession): Promise<Meeting | null> {
    return this.model
      .findOne({ _id: new Types.ObjectId(id) })
      .session(session ?? null)
      .lean<Meeting>();
  }

  /** @returns a member's own answers to some meetings, and no other's, by the meeting's id */
  async answersOf(memberId: string, meetings: readonly Types.ObjectId[]): Promise<Map<string, OwnAnswer>> {
    if (meetings.length === 0) return new Map();
    const mine = { $eq: ['$$this.member_id', { $literal: memberId }] };
    const waits = { $and: [{ $eq: ['$$this.answer', 'going'] }, { $not: '$$this.has_place' }] };
    const queue = { $filter: { input: '$answers', cond: waits } };
    const waiting = { $map: { input: queue, in: '$$this.member_id' } };
    const rows = await this.model.aggregate<OwnAnswer>([
      { $match: { _id: { $in: meetings }, 'answers.member_id': memberId } },
      {
        $project: {
          answer: { $first: { $filter: { input: '$answers', cond: mine } } },
          position: { $add: [{ $indexOfArray: [waiting, { $literal: memberId }] }, 1] },
        },
      },
    ]);
    return new Map(rows.map((row) => [String(row._id), row]));
  }

  /** The meetings of a series from a time on that take place, in order. */
  async following(session: ClientSession, seriesId: Types.ObjectId, from: Date): Promise<Meeting[]> {
    return this.model
      .find({ series_id: seriesId, meeting_date: where.gte(from), is_cancelled: false })
      .sort({ meeting_date: 1 })
      .session(session)
      .lean<Meeting[]>();
  }

  /** A member's meetings of a time span, with their answers; at most so many. */
  async ofMember(memberId: string, from: Date, to: Date, atMost: number): Promise<Meeting[]> {
    return this.model
      .find({ member_ids: memberId, meeting_date: where.between(from, to) })
      .sort({ meeting_date: 1, _id: 1 })
      .limit(atMost)
      .lean<Meeting[]>();
  }

  /** All meetings that a member hosts, or has answered in any way, by id, which is about their age. */
  async idsOf(memberId: string, session?: ClientSession): Promise<string[]> {
    const theirs = [{ host_id: memberId }, { answers: where.elemMatch({ member_id: memberId }) }];
    const ids = new Set<string>();
    for (const filter of theirs as QueryFilter<Meeting>[]) {
      const rows = await this.model
        .find(filter, { _id: 1 })
        .session(session ?? null)
        .lean<Pick<Meeting, '_id'>[]>();
      for (const { _id } of rows) ids.add(String(_id));
    }
    return [...ids].sort();
  }

  async findAll(session: ClientSession, ids: readonly string[]): Promise<Meeting[]> {
    const _id = where.in(ids.map((id) => new Types.ObjectId(id)));
    return this.model.find({ _id }).sort({ _id: 1 }).session(session).lean<Meeting[]>();
  }

  /** Like `set`, for many in one write. @returns the meetings with the fields, each as the next of its changes */
  async setAll(
    session: ClientSession,
    all: readonly { before: Meeting; fields: Partial<Meeting> }[],
  ): Promise<Meeting[]> {
    if (all.length === 0) return [];
    const changed = all.map(({ before, fields }) => ({
      before,
      written: { ...fields, event_version: before.event_version + 1 },
    }));
    const writes = changed.map(({ before: { _id }, written }) => ({
      updateOne: { filter: { _id }, update: { $set: written } },
    }));
    await this.model.bulkWrite(writes, { session });
    return changed.map(({ before, written }) => ({ ...before, ...written }));
  }

  async insertMany(session: ClientSession, meetings: readonly Meeting[]): Promise<void> {
    await this.model.insertMany(meetings, { session });
  }

  /** @returns the meeting with the fields, as the next of its changes */
  async set(session: ClientSession, before: Meeting, fields: Partial<Meeting>): Promise<Meeting> {
    const written = { ...fields, event_version: before.event_version + 1 };
    await this.model.updateOne({ _id: before._id }, { $set: written }, { session });
    return { ...before, ...written };
  }

  /**
   * Keeps a meeting that takes place from being cancelled until the transaction is over: something is put under it.
   * @returns null where there is none to put it under
   */
  async hold(session: ClientSession, id: string): Promise<Meeting | null> {
    const held = { _id: new Types.ObjectId(id), is_cancelled: false };
    return this.model.findOneAndUpdate(held, { $inc: { held: 1 } }, { session }).lean<Meeting>();
  }

  /** Last meetings of series without an end, where those begin before a time, as they are gone through. */
  tails(before: Date): AsyncIterable<Pick<Meeting, '_id'>> {
    return this.model
      .find({ series_tail: true, meeting_date: where.lt(before) }, { _id: 1 })
      .lean<Pick<Meeting, '_id'>[]>()
      .cursor({ batchSize: 100 });
  }

  /** A series that was called off does not go on. */
  async endSeries(session: ClientSession, seriesId: Types.ObjectId): Promise<void> {
    await this.model.updateMany(
      { series_id: seriesId, series_tail: true },
      { $unset: { series_tail: 1 } },
      { session },
    );
  }

  /** The meeting is no longer the last of its series. @returns null where it was not */
  async takeTail(session: ClientSession, id: Types.ObjectId): Promise<Meeting | null> {
    return this.model
      .findOneAndUpdate({ _id: id, series_tail: true }, { $unset: { series_tail: 1 } }, { session })
      .lean<Meeting>();
  }
}

function queryOf({ is_cancelled, kind, member_id, from, to }: MeetingFilter): QueryFilter<Meeting> {
  return {
    ...(is_cancelled !== undefined && { is_cancelled }),
    ...(kind && { kind }),
    ...(member_id && { member_ids: member_id }),
    ...(from && to && { meeting_date: where.between(from, to) }),
    ...(from && !to && { meeting_date: where.gte(from) }),
    ...(to && !from && { meeting_date: where.lt(to) }),
  } as QueryFilter<Meeting>;
}
