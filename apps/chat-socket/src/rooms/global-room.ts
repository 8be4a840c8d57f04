import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MembershipsRepository } from './memberships.repository';
import { RoomsRepository } from './rooms.repository';

/** The room that holds every active member. */
@Injectable()
export class GlobalRoom {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly memberships: MembershipsRepository,
  ) {}

  /** Lets a member in, or out. Safe to repeat. */
  async keep(session: ClientSession, memberId: string, inside: boolean): Promise<void> {
    const roomId = await this.rooms.global(session);
    if (!inside) {
      if (await this.memberships.remove(session, roomId, memberId)) await this.rooms.countDeparture(session, roomId);
      return;
    }
    if (!(await this.memberships.find(roomId, memberId, session))) {
      await this.memberships.insertMany(session, roomId, [memberId]);
    }
  }
}
