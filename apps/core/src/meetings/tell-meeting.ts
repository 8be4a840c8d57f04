import type { NotificationType } from '@dongbaejul/contracts';
import { MOST_RECIPIENTS } from '@dongbaejul/contracts';
import { Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Notifier } from '../notifications/notifier';
import type { Meeting, MeetingAnswer } from './meeting.schema';

type MeetingNews = Extract<NotificationType, 'meeting.changed' | 'meeting.cancelled'>;

/** Tells members what happened to a meeting that concerns them, in the transaction of the change. */
@Injectable()
export class TellMeeting {
  constructor(
    private readonly notifier: Notifier,
    private readonly outbox: Outbox,
  ) {}

  /** A regular meeting is the whole club's: everybody is told, of a series once. */
  async created(session: ClientSession, { _id, kind, title, host_id, version }: Meeting): Promise<void> {
    if (kind !== 'regular') return;
    const id = String(_id);
    await this.outbox.add(session, 'core.broadcast.requested', {
      aggregateId: id,
      version,
      payload: {
        type: 'meeting.created',
        data: { meeting_id: id, title, actor_id: host_id },
        dedupe_key: `meeting.created:${id}`,
        after: '',
      },
    });
  }

  /**
   * @param meetings of one series, or one; who comes to several is told once, of the first
   * @param actorId is not told
   * @returns those who know now
   */
  async all(
    session: ClientSession,
    type: MeetingNews,
    meetings: readonly Meeting[],
    actorId: string,
    reason: string | null = null,
  ): Promise<Set<string>> {
    const told = new Set([actorId]);
    for (const meeting of meetings) {
      const concerned = meeting.member_ids.filter((id) => !told.has(id));
      for (const id of concerned) told.add(id);
      await this.some(session, type, meeting, concerned, actorId, reason);
    }
    return told;
  }

  /** Those who waited and have a place now. */
  async promoted(session: ClientSession, meeting: Meeting, answers: readonly MeetingAnswer[]): Promise<void> {
    for (const { member_id, answered_at } of answers) {
      await this.notifier.notify(session, {
        member_ids: [member_id],
        type: 'meeting.promoted',
        data: { meeting_id: String(meeting._id), title: meeting.title },
        // Who gives up a place, waits and gets one again has answered anew, and is told anew.
        dedupe_key: `meeting.promoted:${String(meeting._id)}:${answered_at.getTime()}`,
      });
    }
  }

  private async some(
    session: ClientSession,
    type: MeetingNews,
    meeting: Meeting,
    memberIds: readonly string[],
    actorId: string,
    reason: string | null,
  ): Promise<void> {
    const id = String(meeting._id);
    for (let from = 0; from < memberIds.length; from += MOST_RECIPIENTS) {
      await this.notifier.notify(session, {
        member_ids: memberIds.slice(from, from + MOST_RECIPIENTS),
        type,
        data: { meeting_id: id, title: meeting.title, actor_id: actorId, ...(reason && { reason }) },
        dedupe_key: `${type}:${id}:${meeting.version}`,
      });
    }
  }
}
