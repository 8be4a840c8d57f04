import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';

/** What a game has to know of the meeting that it is under. */
export interface MeetingOfGame {
  id: string;
  place: string | null;
}

type Hold = (session: ClientSession, meetingId: string) => Promise<MeetingOfGame | null>;

/**
 * Where games ask for meetings. Meetings stand on games, not the other way round, so they say at their start how they
 * are found; until then there are none.
 */
@Injectable()
export class MeetingLookup {
  private lookup: Hold = () => Promise.resolve(null);

  use(hold: Hold): void {
    this.lookup = hold;
  }

  /** The meeting cannot be cancelled before the transaction is over; null: there is none that takes place. */
  hold(session: ClientSession, meetingId: string): Promise<MeetingOfGame | null> {
    return this.lookup(session, meetingId);
  }
}
