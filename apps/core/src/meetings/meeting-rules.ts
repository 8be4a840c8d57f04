import { permissionsOf } from '@dongbaejul/contracts';
import { type Identity, refusal } from '@dongbaejul/identity';
import type { Meeting, MeetingCounts, MeetingKind } from './meeting.schema';
import { MeetingErrors } from './meetings.errors';
import { Party, sizeOf } from './seats';

export const MEETING_STATUSES = ['scheduled', 'ongoing', 'completed', 'cancelled'] as const;
export type MeetingStatus = (typeof MEETING_STATUSES)[number];

const MINUTE_MS = 60_000;

export const endOf = ({ meeting_date, duration }: Pick<Meeting, 'meeting_date' | 'duration'>): Date =>
  new Date(meeting_date.getTime() + duration * MINUTE_MS);

/** Only the cancellation is stored; the rest is a matter of the clock. */
export function statusAt(
  meeting: Pick<Meeting, 'is_cancelled' | 'meeting_date' | 'duration'>,
  now: Date,
): MeetingStatus {
  if (meeting.is_cancelled) return 'cancelled';
  if (now < meeting.meeting_date) return 'scheduled';
  return now < endOf(meeting) ? 'ongoing' : 'completed';
}

export const isManager = (who: Identity): boolean => permissionsOf(who.roles).includes('meetings:manage');

/** @throws MEETING_NOT_YOURS unless the person is the host or staff */
export function assertMayRun(meeting: Pick<Meeting, 'host_id'>, who: Identity): void {
  if (meeting.host_id !== who.userId && !isManager(who)) {
    throw refusal(who, 'meetings:manage', MeetingErrors.MEETING_NOT_YOURS());
  }
}

/** @throws REGULAR_MEETING_STAFF_ONLY for what members do not call by themselves */
export function assertMayCall(who: Identity, wanted: { kind: MeetingKind; recurrence?: unknown }): void {
  const isStaffOnly = wanted.kind === 'regular' || wanted.recurrence != null;
  if (isStaffOnly && !isManager(who)) {
    throw refusal(who, 'meetings:manage', MeetingErrors.REGULAR_MEETING_STAFF_ONLY());
  }
}

/** @throws MEETING_CANCELLED, MEETING_OVER where nothing can be changed any more */
export function assertAhead(meeting: Pick<Meeting, 'is_cancelled' | 'meeting_date' | 'duration'>, now: Date): void {
  const status = statusAt(meeting, now);
  if (status === 'cancelled') throw MeetingErrors.MEETING_CANCELLED();
  if (status === 'completed') throw MeetingErrors.MEETING_OVER();
}

/** Everyone counts, guests as well. */
export function countsOf(parties: readonly Party[]): MeetingCounts {
  const counts: MeetingCounts = { going: 0, waiting: 0, maybe: 0, not_going: 0 };
  for (const party of parties) {
    const key = party.answer === 'going' && !party.has_place ? 'waiting' : party.answer;
    counts[key] += sizeOf(party);
  }
  return counts;
}

/** In whose own list the meeting is: the host, and who comes, waits or may come. */
export const membersOf = (hostId: string, parties: readonly Party[]): string[] => [
  ...new Set([hostId, ...parties.filter(({ answer }) => answer !== 'not_going').map(({ member_id }) => member_id)]),
];
