import type { Identity } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import type { ListMeetingsQuery } from './dto/list-meetings.query';
import type { ListedMeetingDto, MeetingDetailAnswer, MeetingDto, MeetingsAnswer, RsvpAnswer } from './dto/meeting.dto';
import type { Meeting, MeetingRow } from './meeting.schema';
import { MeetingErrors } from './meetings.errors';
import { MeetingFilter, MeetingsRepository } from './meetings.repository';
import { PresentMeeting } from './present-meeting';
import { startOfDayInSeoul } from './recurrence';

@Injectable()
export class MeetingsService {
  constructor(
    private readonly meetings: MeetingsRepository,
    private readonly present: PresentMeeting,
    private readonly clock: Clock,
  ) {}

  async list(who: Identity, query: ListMeetingsQuery): Promise<MeetingsAnswer> {
    const order = query.status === 'past' || query.status === 'cancelled' ? 'latest' : 'earliest';
    const page = await this.meetings.page(filterOf(who, query, this.clock.now()), order, query);
    return {
      meetings: await this.listed(who, page.items),
      pagination: page.pagination,
      ...(page.next_cursor && { next_cursor: page.next_cursor }),
    };
  }

  /** What is one's own is added here: meetings as `present` shows them are told to everybody. */
  private async listed(who: Identity, rows: readonly MeetingRow[]): Promise<ListedMeetingDto[]> {
    const [meetings, own] = await Promise.all([
      this.present.all(rows),
      this.meetings.answersOf(
        who.userId,
        rows.map(({ _id }) => _id),
      ),
    ]);
    const answers = await this.present.own(own);
    return meetings.map((meeting) => ({ ...meeting, my_answer: answers.get(meeting.id) ?? null }));
  }

  async detail(id: string, who: Identity): Promise<MeetingDetailAnswer> {
    const meeting = await this.existing(id);
    const answers = await this.present.answers(meeting);
    const mine = meeting.answers.findIndex(({ member_id }) => member_id === who.userId);
    return { meeting: await this.present.one(meeting), answers, my_answer: answers[mine] ?? null };
  }

  async one(id: string): Promise<MeetingDto> {
    return this.present.one(await this.existing(id));
  }

  /** What somebody who has just answered is told. */
  async answered(id: string, who: Identity): Promise<RsvpAnswer> {
    const { meeting, my_answer } = await this.detail(id, who);
    if (!my_answer) throw MeetingErrors.MEETING_NOT_FOUND();
    return { meeting, my_answer };
  }

  private async existing(id: string): Promise<Meeting> {
    const meeting = await this.meetings.find(id);
    if (!meeting) throw MeetingErrors.MEETING_NOT_FOUND();
    return meeting;
  }
}

function filterOf(who: Identity, query: ListMeetingsQuery, now: Date): MeetingFilter {
  const today = startOfDayInSeoul(now);
  const from = latest(query.date_from, query.status === 'upcoming' ? today : undefined);
  const to = earliest(query.date_to, query.status === 'past' ? today : undefined);
  return {
    is_cancelled: query.status === 'cancelled',
    ...(query.kind && { kind: query.kind }),
    ...(query.mine && { member_id: who.userId }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

const both = (pick: (...values: number[]) => number, text?: string, date?: Date): Date | undefined => {
  const given = [...(text ? [Date.parse(text)] : []), ...(date ? [date.getTime()] : [])];
  return given.length > 0 ? new Date(pick(...given)) : undefined;
};
const latest = (text?: string, date?: Date): Date | undefined => both(Math.max, text, date);
const earliest = (text?: string, date?: Date): Date | undefined => both(Math.min, text, date);
