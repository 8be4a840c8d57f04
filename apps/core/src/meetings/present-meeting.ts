import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../common/clock';
import { AuthorsService } from '../members/authors.service';
import type { AuthorDto } from '../members/dto/author.dto';
import type { MeetingAnswerDto, MeetingDto } from './dto/meeting.dto';
import { statusAt } from './meeting-rules';
import type { Meeting, MeetingAnswer, MeetingRow, OwnAnswer } from './meeting.schema';
import { waiting } from './seats';

/** Meetings and answers as members see them, with the present names. */
@Injectable()
export class PresentMeeting {
  constructor(
    private readonly authors: AuthorsService,
    private readonly clock: Clock,
  ) {}

  /** @param session of a transaction that may have changed who is called what */
  async all(rows: readonly MeetingRow[], session?: ClientSession): Promise<MeetingDto[]> {
    const hosts = rows.map(({ host_id, host_name }) => ({ author_id: host_id, author_name: host_name }));
    const nameOf = await this.authors.namesFor(hosts, session);
    const now = this.clock.now();
    return rows.map((row, index) => meetingDto(row, nameOf(hosts[index] as (typeof hosts)[number]), now));
  }

  async one(row: MeetingRow): Promise<MeetingDto> {
    const [dto] = await this.all([row]);
    return dto as MeetingDto;
  }

  /** One member's answers, by the meeting's id. */
  async own(rows: ReadonlyMap<string, OwnAnswer>): Promise<Map<string, MeetingAnswerDto>> {
    const people = [...rows.values()].map(({ answer }) => authorOf(answer));
    const nameOf = await this.authors.namesFor(people);
    return new Map(
      [...rows].map(([id, { answer, position }]) => [id, answerDto(answer, nameOf(authorOf(answer)), position)]),
    );
  }

  async answers(meeting: Meeting): Promise<MeetingAnswerDto[]> {
    const people = meeting.answers.map(authorOf);
    const nameOf = await this.authors.namesFor(people);
    const queue = waiting(meeting.answers);
    return meeting.answers.map((answer, index) =>
      answerDto(answer, nameOf(people[index] as (typeof people)[number]), queue.indexOf(answer) + 1),
    );
  }
}

const authorOf = ({ member_id, member_name }: MeetingAnswer): { author_id: string; author_name: string } => ({
  author_id: member_id,
  author_name: member_name,
});

const answerDto = (row: MeetingAnswer, member: AuthorDto, position: number): MeetingAnswerDto => ({
  member,
  answer: row.answer,
  has_place: row.has_place,
  ...(position > 0 && { position }),
  guests: row.guests.map(({ id, name, grade, gender }) => ({ id, name, grade, gender })),
  answered_at: row.answered_at.toISOString(),
});

const meetingDto = (row: MeetingRow, host: AuthorDto, now: Date): MeetingDto => ({
  id: String(row._id),
  kind: row.kind,
  status: statusAt(row, now),
  cancel_reason: row.cancel_reason,
  title: row.title,
  description: row.description,
  meeting_date: row.meeting_date.toISOString(),
  duration: row.duration,
  location: row.location,
  courts: row.courts.map(({ id, name }) => ({ id, name })),
  max_participants: row.max_participants,
  host,
  series_id: row.series_id ? String(row.series_id) : null,
  recurrence: row.recurrence && {
    frequency: row.recurrence.frequency,
    interval: row.recurrence.interval,
    ...(row.recurrence.count && { count: row.recurrence.count }),
    ...(row.recurrence.until && { until: row.recurrence.until.toISOString() }),
  },
  counts: row.counts,
  version: row.version,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
