import { Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { isDeepStrictEqual } from 'node:util';
import type { BoardState } from '../board/board';
import { BoardOfMeeting } from '../board/board-of-meeting';
import { goneHome, handedBoard, withoutMember } from '../board/hand-over-board';
import { Clock } from '../common/clock';
import { handedAnswers, MeetingFields, withoutAnswer, withoutName } from '../meetings/hand-over-answers';
import { statusAt } from '../meetings/meeting-rules';
import { MeetingEvents } from '../meetings/meeting-events';
import type { Meeting } from '../meetings/meeting.schema';
import { MeetingsRepository } from '../meetings/meetings.repository';
import { promoted } from '../meetings/seats';
import { TellMeeting } from '../meetings/tell-meeting';

/** Meetings that change in one transaction: each with its board and its events. */
const AT_ONCE = 20;

type Change = (session: ClientSession, meeting: Meeting, isAhead: boolean) => Promise<MeetingFields>;

/**
 * Meetings that a member hosts or answered, and their boards: a few in a transaction, as they are as many as the years
 * in the club. Each call goes on after the meeting that the one before returned, and returns null when none is left.
 */
@Injectable()
export class MeetingsOfMembers {
  constructor(
    private readonly transactions: Transactions,
    private readonly meetings: MeetingsRepository,
    private readonly board: BoardOfMeeting,
    private readonly tell: TellMeeting,
    private readonly events: MeetingEvents,
    private readonly clock: Clock,
  ) {}

  /** Places at meetings to come go to who waits; meetings that are over stay, without the name. */
  forget(session: ClientSession, memberId: string, after: string | null): Promise<string | null> {
    return this.some(session, memberId, after, async (_, meeting, isAhead) => {
      const left = isAhead ? withoutAnswer(meeting, memberId) : { answers: withoutName(meeting.answers, memberId) };
      await this.changeBoard(session, meeting, isAhead, (board) => withoutMember(board, memberId));
      return { ...left, ...(meeting.host_id === memberId && { host_name: '' }) };
    });
  }

  giveTo(session: ClientSession, from: string, into: string, after: string | null): Promise<string | null> {
    return this.some(session, from, after, async (_, meeting, isAhead) => {
      await this.changeBoard(session, meeting, isAhead, (board) => handedBoard(board, from, into));
      return handedAnswers(meeting, from, into, isAhead);
    });
  }

  /** Comes to no meeting that is not over; runs their own still. Each is a transaction of its own. */
  async takeOut(memberId: string): Promise<void> {
    for (const id of await this.meetings.idsOf(memberId)) {
      const takeOut: Change = async (session, meeting, isAhead) => {
        if (!isAhead) return {};
        await this.changeBoard(session, meeting, isAhead, (board) => goneHome(board, memberId));
        return withoutAnswer(meeting, memberId);
      };
      await this.transactions.run((session) => this.each(session, [id], takeOut), { aggregate: `meeting:${id}` });
    }
  }

  private async some(
    session: ClientSession,
    memberId: string,
    after: string | null,
    change: Change,
  ): Promise<string | null> {
    const left = (await this.meetings.idsOf(memberId, session)).filter((id) => after === null || id > after);
    const ids = left.slice(0, AT_ONCE);
    await this.each(session, ids, change);
    return left.length > ids.length ? (ids.at(-1) ?? null) : null;
  }

  private async changeBoard(
    session: ClientSession,
    { _id }: Meeting,
    isAhead: boolean,
    change: (board: BoardState) => BoardState,
  ): Promise<void> {
    await this.board.change(session, String(_id), (board) => news(board, change(board)), { isOver: !isAhead });
  }

  private async each(session: ClientSession, ids: readonly string[], change: Change): Promise<void> {
    const now = this.clock.now();
    const changed: { before: Meeting; fields: MeetingFields }[] = [];
    for (const meeting of await this.meetings.findAll(session, ids)) {
      const isAhead = ['scheduled', 'ongoing'].includes(statusAt(meeting, now));
      const fields = await change(session, meeting, isAhead);
      if (isDeepStrictEqual({ ...meeting, ...fields }, meeting)) continue;
      changed.push({ before: meeting, fields });
      if (isAhead) await this.tell.promoted(session, meeting, promoted(meeting.answers, fields.answers ?? []));
    }
    const after = await this.meetings.setAll(session, changed);
    await this.events.tell(session, 'answered', after, null);
  }
}

/** The board itself where nothing differs: a second sweep changes nothing, and tells nobody. */
const news = (before: BoardState, after: BoardState): BoardState => (isDeepStrictEqual(after, before) ? before : after);
