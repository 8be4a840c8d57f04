import { Injectable, OnModuleInit } from '@nestjs/common';
import { MeetingLookup } from '../games/meeting-lookup';
import { MeetingsRepository } from './meetings.repository';

/** Lets games know the meeting that they are under; one that was cancelled takes no more of them. */
@Injectable()
export class MeetingsForGames implements OnModuleInit {
  constructor(
    private readonly lookup: MeetingLookup,
    private readonly meetings: MeetingsRepository,
  ) {}

  onModuleInit(): void {
    this.lookup.use({
      hold: async (session, id) => {
        const meeting = await this.meetings.hold(session, id);
        return meeting && { id, place: meeting.location || null };
      },
      hostOf: async (id, session) => (await this.meetings.find(id, session))?.host_id ?? null,
      courtsOf: async (id) => (await this.meetings.find(id))?.courts ?? [],
    });
  }
}
