import type { AuditActor } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { AuditTrail } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { assertCurrent } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../common/clock';
import { GamesOfMeetings } from '../games/games-of-meetings';
import type { CancelMeetingQuery } from './dto/update-meeting.dto';
import { assertMayRun, statusAt } from './meeting-rules';
import { MeetingEvents } from './meeting-events';
import type { Meeting } from './meeting.schema';
import { MeetingErrors } from './meetings.errors';
import { MeetingsRepository } from './meetings.repository';
import { TellMeeting } from './tell-meeting';

@Injectable()
export class CancelMeeting {
  constructor(
    private readonly transactions: Transactions,
    private readonly meetings: MeetingsRepository,
    private readonly tell: TellMeeting,
    private readonly events: MeetingEvents,
    private readonly games: GamesOfMeetings,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Cancels a meeting and its games that have not begun; those under way are played to their end. Who is concerned by
   * several of them is told once. Cancelling what is cancelled changes nothing.
   */
  async run(
    id: string,
    who: Identity,
    { scope = 'this', reason = '' }: CancelMeetingQuery,
    expected: number | undefined,
    actor: AuditActor,
  ): Promise<void> {
    await this.transactions.run(
      async (session) => {
        const meeting = await this.meetings.find(id, session);
        if (!meeting) throw MeetingErrors.MEETING_NOT_FOUND();
        assertMayRun(meeting, who);
        assertCurrent(expected, meeting.version);
        const now = this.clock.now();
        if (statusAt(meeting, now) === 'completed') throw MeetingErrors.MEETING_OVER();
        const concerned = await this.concerned(session, meeting, scope);
        const cancelled = concerned.filter((one) => !one.is_cancelled);
        const fields = { is_cancelled: true, cancel_reason: reason || null, updated_at: now };
        const after: Meeting[] = [];
        for (const one of cancelled) {
          after.push(await this.meetings.set(session, one, { ...fields, version: one.version + 1 }));
          if (one.host_id !== who.userId) await this.record(session, one, reason, actor);
        }
        if (scope === 'following') await this.endSeries(session, meeting);
        await this.events.tell(session, 'cancelled', after, who);
        const told = await this.tell.all(session, 'meeting.cancelled', cancelled, who.userId, reason);
        await this.games.cancel(session, who, cancelled, told, reason);
      },
      { aggregate: `meeting:${id}` },
    );
  }

  /** Without meetings to come there is nothing to go on from. */
  private async endSeries(session: ClientSession, { series_id }: Meeting): Promise<void> {
    if (series_id) await this.meetings.endSeries(session, series_id);
  }

  private concerned(
    session: ClientSession,
    meeting: Meeting,
    scope: CancelMeetingQuery['scope'],
  ): Promise<Meeting[]> | Meeting[] {
    if (scope !== 'following' || !meeting.series_id) return [meeting];
    return this.meetings.following(session, meeting.series_id, meeting.meeting_date);
  }

  /** Staff who call off what somebody else called will be asked why. */
  private record(session: ClientSession, meeting: Meeting, reason: string, actor: AuditActor): Promise<void> {
    const { title, meeting_date, host_id } = meeting;
    return this.audit.record(session, {
      ...actor,
      action: 'meeting.cancelled',
      object_type: 'meeting',
      object_id: String(meeting._id),
      before: { title, meeting_date: meeting_date.toISOString(), host_id },
      after: { status: 'cancelled' },
      reason: reason || null,
    });
  }
}
