import type { MeetingChange } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Meeting } from './meeting.schema';
import { PresentMeeting } from './present-meeting';

/** Tells changes of meetings to whoever shows them live, in the transaction of the change. */
@Injectable()
export class MeetingEvents {
  constructor(
    private readonly outbox: Outbox,
    private readonly present: PresentMeeting,
  ) {}

  /**
   * @param meetings as they are after the change
   * @param who null where the platform did it by itself
   * @param traceId of the request; without it, that of the context
   */
  async tell(
    session: ClientSession,
    change: MeetingChange,
    meetings: readonly Meeting[],
    who: Pick<Identity, 'userId'> | null,
    traceId?: string,
  ): Promise<void> {
    const states = await this.present.all(meetings, session);
    const events = states.map((meeting, index) => ({
      aggregateId: meeting.id,
      ...(traceId && { traceId }),
      version: (meetings[index] as Meeting).event_version,
      payload: { meeting, change, updated_by: who?.userId ?? null },
    }));
    await this.outbox.addMany(session, 'core.meeting.changed', events);
  }
}
