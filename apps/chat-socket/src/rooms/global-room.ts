import type { AccountStatus } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MembersRepository } from '../members/members.repository';
import { MessagesRepository } from '../messages/messages.repository';
import { MembershipsRepository } from './memberships.repository';
import { RoomsRepository } from './rooms.repository';

/** The room that holds every active member. */
@Injectable()
export class GlobalRoom {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly messages: MessagesRepository,
    private readonly members: MembersRepository,
  ) {}

  /**
   * Lets an active member in, and any other out. Safe to repeat. Who comes back finds the room as they left it; for who
   * is new, what was said before is nothing unread.
   * @param isMerged the account goes on as another, which gets the place (`giveTo`)
   */
  async keep(session: ClientSession, memberId: string, status: AccountStatus, isMerged = false): Promise<void> {
    const roomId = await this.rooms.global(session);
    if (status !== 'active') {
      const place = await this.memberships.take(session, roomId, memberId);
      if (!place) return;
      await this.rooms.countDeparture(session, roomId);
      const { read_seq, muted } = place;
      if (status !== 'closed' || isMerged) await this.members.keepPlace(session, memberId, { read_seq, muted });
      return;
    }
    if (await this.memberships.find(roomId, memberId, session)) return;
    const before = await this.members.takePlace(session, memberId);
    const readSeq = before?.read_seq ?? (await this.messages.lastSeq(roomId));
    await this.memberships.insertMany(session, roomId, [memberId], readSeq, before?.muted);
  }

  /** What one account left behind here is the other one's, who has read and muted what either has. */
  async giveTo(session: ClientSession, from: string, into: string): Promise<void> {
    const roomId = await this.rooms.global(session);
    const theirs =
      (await this.memberships.take(session, roomId, from)) ?? (await this.members.takePlace(session, from));
    if (!theirs) return;
    const own = await this.memberships.find(roomId, into, session);
    if (own) return this.memberships.join(session, own._id, { read_seq: theirs.read_seq, muted: theirs.muted });
    const kept = await this.members.takePlace(session, into);
    const read_seq = Math.max(theirs.read_seq, kept?.read_seq ?? 0);
    await this.members.keepPlace(session, into, { read_seq, muted: theirs.muted || kept?.muted === true });
  }
}
