import type { Identity } from '@dongbaejul/identity';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { Clock } from '../common/clock';
import { isRefusal, Outcome, Request, Together } from '../common/together';
import { assertNotGone } from '../members/members.errors';
import { MembersRepository } from '../members/members.repository';
import type { RsvpDto } from './dto/rsvp.dto';
import { assertAhead, countsOf, membersOf } from './meeting-rules';
import { MeetingEvents } from './meeting-events';
import type { Meeting, MeetingAnswer, MeetingGuest } from './meeting.schema';
import { MeetingErrors } from './meetings.errors';
import { MeetingsRepository } from './meetings.repository';
import { mayGrow, promoted, seat } from './seats';
import { TellMeeting } from './tell-meeting';

interface Given {
  who: Identity;
  wanted: RsvpDto;
}

@Injectable()
export class AnswerMeeting {
  private readonly together = new Together<Given, void>({ carryOut: (id, group) => this.carryOut(id, group) });

  constructor(
    private readonly transactions: Transactions,
    private readonly meetings: MeetingsRepository,
    private readonly members: MembersRepository,
    private readonly tell: TellMeeting,
    private readonly events: MeetingEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * Whether a member comes, with which guests. Who comes and finds no place waits; whoever gives up places lets the
   * first waiting in at once, in the same transaction.
   * @throws MEMBER_NOT_ACTIVE, MEETING_NOT_FOUND, MEETING_CANCELLED, MEETING_OVER, MEETING_FULL_FOR_GUESTS
   */
  async run(id: string, who: Identity, wanted: RsvpDto): Promise<void> {
    assertNotGone((await this.members.findByIds([who.userId])).get(who.userId));
    return this.together.run(id, { who, wanted });
  }

  private carryOut(id: string, group: readonly Request<Given>[]): Promise<Outcome<void>[]> {
    return this.transactions.run((session) => this.apply(session, id, group), { aggregate: `meeting:${id}` });
  }

  private async apply(session: ClientSession, id: string, group: readonly Request<Given>[]): Promise<Outcome<void>[]> {
    const before = await this.meetings.find(id, session);
    if (!before) throw MeetingErrors.MEETING_NOT_FOUND();
    const now = this.clock.now();
    assertAhead(before, now);
    const outcomes: Outcome<void>[] = [];
    const movedUp: MeetingAnswer[] = [];
    let answers = before.answers;
    let last: Request<Given> | undefined;
    for (const request of group) {
      const { who, wanted } = request.input;
      try {
        const next = seat(withAnswer({ ...before, answers }, who, wanted, now), before.max_participants);
        movedUp.push(...promoted(answers, next).filter(({ member_id }) => member_id !== who.userId));
        answers = next;
        last = request;
        outcomes.push({ value: undefined });
      } catch (error) {
        if (!isRefusal(error)) throw error;
        outcomes.push({ error });
      }
    }
    if (!last) return outcomes;
    const member_ids = membersOf(before.host_id, answers);
    const after = await this.meetings.set(session, before, { answers, counts: countsOf(answers), member_ids });
    // Of a rush of answers one event shows them all: it carries the whole meeting.
    await this.events.tell(session, 'answered', [after], last.input.who, last.traceId);
    await this.tell.promoted(session, before, stillIn(movedUp, answers));
    return outcomes;
  }
}

/** Who moved up and was not out again before anybody could be told. */
const stillIn = (movedUp: readonly MeetingAnswer[], answers: readonly MeetingAnswer[]): MeetingAnswer[] =>
  movedUp.filter(({ member_id, answered_at }) =>
    answers.some((one) => one.member_id === member_id && one.answered_at === answered_at && one.has_place),
  );

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
