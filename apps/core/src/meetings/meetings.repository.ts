import { ListQuery, Page, paginate, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, QueryFilter, Types } from 'mongoose';
import { Meeting, MeetingKind, MeetingRow } from './meeting.schema';

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

  /** All meetings that a member hosts, or has answered in any way. */
  async allOf(session: ClientSession, memberId: string): Promise<Meeting[]> {
    const hosted = await this.model.find({ host_id: memberId }).session(session).lean<Meeting[]>();
    const answered = await this.model
      .find({ answers: where.elemMatch({ member_id: memberId }) })
      .session(session)
      .lean<Meeting[]>();
    return [...new Map([...hosted, ...answered].map((meeting) => [String(meeting._id), meeting])).values()];
  }

  /** Sets fields of many, in one write. */
  async setAll(
    session: ClientSession,
    all: readonly { _id: Types.ObjectId; fields: Partial<Meeting> }[],
  ): Promise<void> {
    if (all.length === 0) return;
    const writes = all.map(({ _id, fields }) => ({ updateOne: { filter: { _id }, update: { $set: fields } } }));
    await this.model.bulkWrite(writes, { session });
  }

  async insertMany(session: ClientSession, meetings: readonly Meeting[]): Promise<void> {
    await this.model.insertMany(meetings, { session });
  }

  async set(session: ClientSession, id: Types.ObjectId, fields: Partial<Meeting>): Promise<void> {
    await this.model.updateOne({ _id: id }, { $set: fields }, { session });
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
