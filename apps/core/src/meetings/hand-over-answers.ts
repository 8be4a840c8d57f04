import { countsOf, membersOf } from './meeting-rules';
import type { Meeting, MeetingAnswer } from './meeting.schema';
import { seat } from './seats';

export type MeetingFields = Partial<Pick<Meeting, 'host_id' | 'host_name' | 'answers' | 'counts' | 'member_ids'>>;

const RANK = { going: 2, maybe: 1, not_going: 0 } as const;
const rankOf = ({ answer, has_place }: MeetingAnswer): number => RANK[answer] + (has_place ? 1 : 0);

/** What follows from answers, in the same write. */
export const withCounts = (host_id: string, answers: MeetingAnswer[]): MeetingFields => ({
  host_id,
  answers,
  counts: countsOf(answers),
  member_ids: membersOf(host_id, answers),
});

/** Without the member and the guests; who waits takes their places. */
export function withoutAnswer({ answers, max_participants, host_id }: Meeting, memberId: string): MeetingFields {
  const rest = answers.filter(({ member_id }) => member_id !== memberId);
  return withCounts(host_id, seat(rest, max_participants));
}

/** With the name gone; for meetings that are over. */
export const withoutName = (answers: readonly MeetingAnswer[], memberId: string): MeetingAnswer[] =>
  answers.map((one) => (one.member_id === memberId ? { ...one, member_name: '' } : one));

/**
 * What one account answered is the other's answer. Where both answered, the one person comes once: the better answer
 * holds, with its guests, and the other's place is free.
 * @param isAhead whether places are still given
 */
export function handedAnswers(meeting: Meeting, from: string, into: string, isAhead: boolean): MeetingFields {
  const host = meeting.host_id === from ? into : meeting.host_id;
  const [theirs, own] = [from, into].map((id) => meeting.answers.find(({ member_id }) => member_id === id));
  const dropped = theirs && own && (rankOf(theirs) > rankOf(own) ? own : theirs);
  const answers = meeting.answers
    .filter((one) => one !== dropped)
    .map((one) => (one.member_id === from ? { ...one, member_id: into } : one));
  return withCounts(host, isAhead ? seat(answers, meeting.max_participants) : answers);
}
