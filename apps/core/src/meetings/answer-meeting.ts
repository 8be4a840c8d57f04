import type { Identity } from '@dongbaejul/identity';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { Clock } from '../common/clock';
import type { RsvpDto } from './dto/rsvp.dto';
import { assertAhead, countsOf, membersOf } from './meeting-rules';
import type { Meeting, MeetingAnswer, MeetingGuest } from './meeting.schema';
import { MeetingErrors } from './meetings.errors';
import { MeetingsRepository } from './meetings.repository';
import { mayGrow, promoted, seat } from './seats';
import { TellMeeting } from './tell-meeting';

@Injectable()
export class AnswerMeeting {
  constructor(
    private readonly transactions: Transactions,
    private readonly meetings: MeetingsRepository,
    private readonly tell: TellMeeting,
    private readonly clock: Clock,
  ) {}

  /**
   * Whether a member comes, with which guests. Who comes and finds no place waits; whoever gives up places lets the
   * first waiting in at once, in the same transaction.
   */
  async run(id: string, who: Identity, wanted: RsvpDto): Promise<void> {
    await this.transactions.run(
      async (session) => {
        const meeting = await this.meetings.find(id, session);
        if (!meeting) throw MeetingErrors.MEETING_NOT_FOUND();
        const now = this.clock.now();
        assertAhead(meeting, now);
        const before = meeting.answers;
        const answers = seat(withAnswer(meeting, who, wanted, now), meeting.max_participants);
        await this.meetings.set(session, meeting._id, {
          answers,
          counts: countsOf(answers),
          member_ids: membersOf(meeting.host_id, answers),
        });
        const others = promoted(before, answers).filter(({ member_id }) => member_id !== who.userId);
        await this.tell.promoted(session, meeting, others);
      },
      { aggregate: `meeting:${id}` },
    );
  }
}

/**
 * The answers with the new one. Who newly comes stands at the end of the line; who already comes keeps place and turn.
 * @throws MEETING_FULL_FOR_GUESTS where a party that has its places wants more than there are
 */
function withAnswer(meeting: Meeting, who: Identity, wanted: RsvpDto, now: Date): MeetingAnswer[] {
  const known = meeting.answers.find(({ member_id }) => member_id === who.userId);
  const others = meeting.answers.filter((answer) => answer !== known);
  const isComing = wanted.answer === 'going';
  const guests = wanted.answer === 'not_going' ? [] : guestsOf(wanted, known?.guests ?? []);
  const answer: MeetingAnswer = {
    member_id: who.userId,
    member_name: who.username,
    answer: wanted.answer,
    guests,
    has_place: false,
    answered_at: now,
  };
  if (!isComing || known?.answer !== 'going') return [...others, answer];
  if (known.has_place && !mayGrow(meeting.answers, known, 1 + guests.length, meeting.max_participants)) {
    throw MeetingErrors.MEETING_FULL_FOR_GUESTS();
  }
  const kept = { ...answer, has_place: known.has_place, answered_at: known.answered_at };
  return meeting.answers.map((one) => (one === known ? kept : one));
}

/** Guests keep their ids by name: they may be on a court already. */
function guestsOf({ guests }: RsvpDto, before: readonly MeetingGuest[]): MeetingGuest[] {
  if (!guests) return [...before];
  const left = [...before];
  return guests.map(({ name, grade = null, gender = null }) => {
    const index = left.findIndex((one) => one.name === name);
    const [known] = index < 0 ? [] : left.splice(index, 1);
    return { id: known?.id ?? new Types.ObjectId().toHexString(), name, grade, gender };
  });
}
