import { handedAnswers, withoutAnswer } from './hand-over-answers';
import type { Meeting, MeetingAnswer } from './meeting.schema';

const answer = (member_id: string, fields: Partial<MeetingAnswer> = {}): MeetingAnswer => ({
  member_id,
  member_name: member_id,
  answer: 'going',
  guests: [],
  has_place: true,
  answered_at: new Date(0),
  ...fields,
});
const GUEST = { id: 'g', name: '손님', grade: null, gender: null };
const meeting = (answers: MeetingAnswer[], fields: Partial<Meeting> = {}): Meeting =>
  ({ host_id: 'host', max_participants: 2, answers, ...fields }) as Meeting;
const seated = (answers: readonly MeetingAnswer[] = []): string[] =>
  answers.filter(({ has_place }) => has_place).map(({ member_id }) => member_id);

describe('a meeting whose member leaves the club', () => {
  it('gives the places of the member and the guests to who waits', () => {
    const waiting = [answer('b', { has_place: false }), answer('c', { has_place: false })];
    const after = withoutAnswer(meeting([answer('a', { guests: [GUEST] }), ...waiting]), 'a');
    expect(seated(after.answers)).toEqual(['b', 'c']);
    expect(after.counts).toEqual({ going: 2, waiting: 0, maybe: 0, not_going: 0 });
    expect(after.member_ids).toEqual(['host', 'b', 'c']);
  });
});

describe('a meeting whose member goes on as another account', () => {
  it('is hosted and answered by the other one', () => {
    const after = handedAnswers(meeting([answer('old')], { host_id: 'old' }), 'old', 'new', true);
    expect(after).toMatchObject({ host_id: 'new', member_ids: ['new'], answers: [{ member_id: 'new' }] });
  });

  it('counts the one person once, by the better answer, and fills the free place', () => {
    const waits = answer('c', { has_place: false });
    const both = handedAnswers(meeting([answer('old'), answer('new'), waits]), 'old', 'new', true);
    expect(seated(both.answers)).toEqual(['new', 'c']);
    const better = meeting([answer('old', { guests: [GUEST] }), answer('new', { answer: 'maybe', has_place: false })]);
    const after = handedAnswers(better, 'old', 'new', true);
    expect(after.answers).toMatchObject([{ member_id: 'new', answer: 'going', guests: [GUEST] }]);
    expect(after.counts).toEqual({ going: 2, waiting: 0, maybe: 0, not_going: 0 });
  });

  it('gives nobody a place at a meeting that is over', () => {
    const over = meeting([answer('old'), answer('new'), answer('c', { has_place: false })]);
    expect(seated(handedAnswers(over, 'old', 'new', false).answers)).toEqual(['new']);
  });
});
