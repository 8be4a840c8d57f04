import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { NamedCourt } from './courts';

/** What a game has to know of the meeting that it is under. */
export interface MeetingOfGame {
  id: string;
  place: string | null;
}

export interface Meetings {
  hold: (session: ClientSession, meetingId: string) => Promise<MeetingOfGame | null>;
  hostOf: (meetingId: string, session?: ClientSession) => Promise<string | null>;
  courtsOf: (meetingId: string) => Promise<readonly NamedCourt[]>;
}

/**
 * Where games ask for meetings. Meetings stand on games, not the other way round, so they say at their start how they
 * are found; until then there are none.
 */
@Injectable()
export class MeetingLookup {
  private meetings: Meetings = {
    hold: () => Promise.resolve(null),
    hostOf: () => Promise.resolve(null),
    courtsOf: () => Promise.resolve([]),
  };

  use(meetings: Meetings): void {
    this.meetings = meetings;
  }

  /** The meeting cannot be cancelled before the transaction is over; null: there is none that takes place. */
  hold(session: ClientSession, meetingId: string): Promise<MeetingOfGame | null> {
    return this.meetings.hold(session, meetingId);
  }

  /** Who runs it, also when it was called off. */
  hostOf(meetingId: string, session?: ClientSession): Promise<string | null> {
    return this.meetings.hostOf(meetingId, session);
  }

  /** The courts it has now; none where nobody said which. */
  courtsOf(meetingId: string): Promise<readonly NamedCourt[]> {
    return this.meetings.courtsOf(meetingId);
  }
}
