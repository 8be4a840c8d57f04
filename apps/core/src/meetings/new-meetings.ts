import type { Identity } from '@dongbaejul/identity';
import { invalidField } from '@dongbaejul/service-kit';
import { Types } from 'mongoose';
import { CreateMeetingDto, DEFAULT_MINUTES } from './dto/create-meeting.dto';
import { endOf, membersOf } from './meeting-rules';
import type { Meeting, MeetingCourt, MeetingRecurrence } from './meeting.schema';
import { isEndless, occurrencesAfter, occurrencesOf } from './recurrence';

/** The meetings that a body asks for: one, or one for each date of a series. Each has courts of its own. */
export function newMeetings(who: Identity, wanted: CreateMeetingDto, now: Date): Meeting[] {
  const first = new Date(wanted.meeting_date);
  const duration = wanted.duration ?? DEFAULT_MINUTES;
  assertNotOver(endOf({ meeting_date: first, duration }), now);
  const recurrence = wanted.recurrence ? ruleOf(wanted.recurrence, first) : null;
  const seriesId = recurrence ? new Types.ObjectId() : null;
  const dates = recurrence ? occurrencesOf(first, recurrence) : [first];
  return dates.map((meeting_date, index) => ({
    _id: new Types.ObjectId(),
    kind: wanted.kind ?? 'flash',
    is_cancelled: false,
    cancel_reason: null,
    title: wanted.title,
    description: wanted.description ?? '',
    meeting_date,
    duration,
    location: wanted.location ?? '',
    courts: courtsNamed(wanted.courts ?? [], []),
    max_participants: wanted.max_participants ?? null,
    host_id: who.userId,
    host_name: who.username,
    series_id: seriesId,
    recurrence,
    series_first: recurrence && first,
    ...(recurrence && { series_index: index }),
    ...(recurrence && isEndless(recurrence) && index === dates.length - 1 && { series_tail: true as const }),
    answers: [],
    member_ids: membersOf(who.userId, []),
    counts: { going: 0, waiting: 0, maybe: 0, not_going: 0 },
    version: 1,
    event_version: 1,
    created_at: now,
    updated_at: now,
  }));
}

/**
 * The meetings with which a series without an end goes on, up to a year ahead. They are like its last one, which may
 * have been changed or moved since; a cancelled one (a holiday) does not end the series.
 */
export function nextMeetings(last: Meeting, now: Date): Meeting[] {
  const { series_first: first, series_index: index, recurrence } = last;
  if (!first || index === undefined || !recurrence) return [];
  const dates = occurrencesAfter({ first, index, date: last.meeting_date }, recurrence, now);
  const { series_tail: _tail, held: _held, ...like } = last;
  return dates.map(({ index: number, date }, i) => ({
    ...like,
    _id: new Types.ObjectId(),
    is_cancelled: false,
    cancel_reason: null,
    meeting_date: date,
    courts: courtsNamed(
      last.courts.map(({ name }) => name),
      [],
    ),
    series_index: number,
    ...(i === dates.length - 1 && { series_tail: true as const }),
    answers: [],
    member_ids: membersOf(last.host_id, []),
    counts: { going: 0, waiting: 0, maybe: 0, not_going: 0 },
    version: 1,
    event_version: 1,
    created_at: now,
    updated_at: now,
  }));
}

/** Courts of these names; one that was there before keeps its id, and with it the game that is played on it. */
export const courtsNamed = (names: readonly string[], before: readonly MeetingCourt[]): MeetingCourt[] =>
  names.map((name) => before.find((court) => court.name === name) ?? { id: new Types.ObjectId().toHexString(), name });

/** @throws INVALID_INPUT for a meeting that would be over already */
export function assertNotOver(end: Date, now: Date): void {
  if (end <= now) throw invalidField('meeting_date', '이미 지난 시각입니다.', 'is in the past');
}

function ruleOf(wanted: NonNullable<CreateMeetingDto['recurrence']>, first: Date): MeetingRecurrence {
  const until = wanted.until ? new Date(wanted.until) : undefined;
  if (until && until <= first) {
    throw invalidField('recurrence.until', '첫 모임보다 뒤여야 합니다.', 'must be after the first meeting');
  }
  const { frequency = 'weekly', interval = 1, count } = wanted;
  return { frequency, interval, ...(count && { count }), ...(until && { until }) };
}
