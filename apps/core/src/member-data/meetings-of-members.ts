import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { isDeepStrictEqual } from 'node:util';
import type { BoardState } from '../board/board';
import { BoardOfMeeting } from '../board/board-of-meeting';
import { handedBoard, withoutMember } from '../board/hand-over-board';
import { Clock } from '../common/clock';
import { handedAnswers, MeetingFields, withoutAnswer, withoutName } from '../meetings/hand-over-answers';
import { statusAt } from '../meetings/meeting-rules';
import { MeetingEvents } from '../meetings/meeting-events';
import type { Meeting } from '../meetings/meeting.schema';
import { MeetingsRepository } from '../meetings/meetings.repository';
import { promoted } from '../meetings/seats';
import { TellMeeting } from '../meetings/tell-meeting';
import type { Keeper } from './keeper';

/** Meetings that a member hosts or answered, and their boards. */
@Injectable()
export class MeetingsOfMembers implements Keeper {
  constructor(
    private readonly meetings: MeetingsRepository,
    private readonly board: BoardOfMeeting,
    private readonly tell: TellMeeting,
    private readonly events: MeetingEvents,
    private readonly clock: Clock,
  ) {}

  /** Places at meetings to come go to who waits; meetings that are over stay, without the name. */
  async forget(session: ClientSession, memberId: string): Promise<void> {
    await this.each(session, memberId, async (meeting, isAhead) => {
      const after = isAhead ? withoutAnswer(meeting, memberId) : { answers: withoutName(meeting.answers, memberId) };
      await this.board.change(session, String(meeting._id), (board) => news(board, withoutMember(board, memberId)));
      return { ...after, ...(meeting.host_id === memberId && { host_name: '' }) };
    });
  }

  async giveTo(session: ClientSession, from: string, into: string): Promise<void> {
    await this.each(session, from, async (meeting, isAhead) => {
      await this.board.change(session, String(meeting._id), (board) => news(board, handedBoard(board, from, into)));
      return handedAnswers(meeting, from, into, isAhead);
    });
  }

  private async each(
    session: ClientSession,
    memberId: string,
    change: (meeting: Meeting, isAhead: boolean) => Promise<MeetingFields>,
  ): Promise<void> {
    const now = this.clock.now();
    const changed: { before: Meeting; fields: MeetingFields }[] = [];
    for (const meeting of await this.meetings.allOf(session, memberId)) {
      const isAhead = ['scheduled', 'ongoing'].includes(statusAt(meeting, now));
      const fields = await change(meeting, isAhead);
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
