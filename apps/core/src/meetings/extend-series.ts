import { isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { metrics } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { BoardOfMeeting } from '../board/board-of-meeting';
import { Clock } from '../common/clock';
import type { Meeting } from './meeting.schema';
import { MeetingEvents } from './meeting-events';
import { MeetingsRepository } from './meetings.repository';
import { nextMeetings } from './new-meetings';
import { extendedBefore } from './recurrence';

const extended = metrics.counter({
  name: 'meeting_series_extended_total',
  help: 'Meetings that series without an end went on with, made by this process',
});

/**
 * Lets series without an end go on: there are always meetings for a year ahead. Several processes may run it at once:
 * the last meeting of a series passes that on in the transaction that makes the next ones, so one of them does it.
 */
@Injectable()
export class ExtendSeries {
  private readonly logger = new Logger('Series');

  constructor(
    private readonly transactions: Transactions,
    private readonly meetings: MeetingsRepository,
    private readonly board: BoardOfMeeting,
    private readonly events: MeetingEvents,
    private readonly clock: Clock,
  ) {}

  /** @returns how many meetings this run made */
  async run(): Promise<number> {
    const now = this.clock.now();
    let made = 0;
    // All of them: of a series with a long interval nothing may be due for months, and it holds up none behind it.
    for await (const { _id } of this.meetings.tails(extendedBefore(now))) {
      const next = await this.extend(_id, now);
      if (next.length === 0) continue;
      made += next.length;
      extended.inc(next.length);
      this.logger.log({
        msg: 'a series of meetings went on',
        series: String(next[0]?.series_id),
        meetings: next.length,
      });
    }
    return made;
  }

  private async extend(id: Meeting['_id'], now: Date): Promise<Meeting[]> {
    try {
      return await this.transactions.run((session) => this.goOn(session, id, now));
    } catch (error) {
      // Another process was faster.
      if (isDuplicateKey(error)) return [];
      // It is tried again next time, and holds up none of the others.
      this.logger.warn({ msg: 'a series of meetings could not go on', last_meeting: String(id), err: error });
      return [];
    }
  }

  private async goOn(session: ClientSession, id: Meeting['_id'], now: Date): Promise<Meeting[]> {
    const last = await this.meetings.find(String(id), session);
    const next = last?.series_tail ? nextMeetings(last, now) : [];
    if (next.length === 0 || !(await this.meetings.takeTail(session, id))) return [];
    await this.meetings.insertMany(session, next);
    await this.board.create(session, next);
    await this.events.tell(session, 'created', next, null);
    return next;
  }
}
