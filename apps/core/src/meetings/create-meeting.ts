import type { Identity } from '@dongbaejul/identity';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { BoardOfMeeting } from '../board/board-of-meeting';
import { Clock } from '../common/clock';
import type { CreateMeetingDto } from './dto/create-meeting.dto';
import { assertMayCall } from './meeting-rules';
import { MeetingEvents } from './meeting-events';
import type { Meeting } from './meeting.schema';
import { MeetingsRepository } from './meetings.repository';
import { newMeetings } from './new-meetings';
import { TellMeeting } from './tell-meeting';

@Injectable()
export class CreateMeeting {
  constructor(
    private readonly transactions: Transactions,
    private readonly meetings: MeetingsRepository,
    private readonly board: BoardOfMeeting,
    private readonly events: MeetingEvents,
    private readonly announce: TellMeeting,
    private readonly clock: Clock,
  ) {}

  /** @returns the ids of the meetings in order, so that a retried request can get them again */
  run(who: Identity, wanted: CreateMeetingDto): Promise<string[]> {
    const recurrence = wanted.recurrence;
    assertMayCall(who, { kind: wanted.kind ?? 'flash', ...(recurrence && { recurrence }) });
    const meetings = newMeetings(who, wanted, this.clock.now());
    return this.transactions.run(async (session) => {
      await this.meetings.insertMany(session, meetings);
      await this.board.create(session, meetings);
      await this.events.tell(session, 'created', meetings, who);
      await this.announce.created(session, meetings[0] as Meeting);
      return meetings.map(({ _id }) => String(_id));
    });
  }
}
