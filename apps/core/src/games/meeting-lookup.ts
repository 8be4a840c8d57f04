import { Injectable } from '@nestjs/common';

/** What a game has to know of the meeting that it is under. */
export interface MeetingOfGame {
  id: string;
  place: string | null;
}

type Find = (meetingId: string) => Promise<MeetingOfGame | null>;

/**
 * Where games ask for meetings. Meetings stand on games, not the other way round, so they say at their start how they
 * are found; until then there are none.
 */
@Injectable()
export class MeetingLookup {
  private lookup: Find = () => Promise.resolve(null);

  use(find: Find): void {
    this.lookup = find;
  }

  find(meetingId: string): Promise<MeetingOfGame | null> {
    return this.lookup(meetingId);
  }
}
