import { afterTransaction } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { RoomChanges } from '../live/room-changes';
import { GlobalRoom } from '../rooms/global-room';
import type { Membership } from '../rooms/membership.schema';
import { MembershipsRepository } from '../rooms/memberships.repository';
import { privateKey, Room } from '../rooms/room.schema';
import { RoomsRepository } from '../rooms/rooms.repository';

/** The name of a second room of the same two people: it stays readable, and can be left like a group. */
const EARLIER = '이전 대화';

/** The rooms that a member is in. */
@Injectable()
export class RoomsOfMembers {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly globalRoom: GlobalRoom,
    private readonly changes: RoomChanges,
  ) {}

  /** Out of every room, in every process; a group of theirs goes to who has been in it longest. */
  async leaveAll(session: ClientSession, memberId: string): Promise<void> {
    for (const membership of await this.memberships.allOf(session, memberId)) {
      const room = await this.rooms.find(membership.room_id, session);
      await this.depart(session, membership);
      if (room?.owner_id !== memberId) continue;
      const [heir] = await this.memberships.ofRoom(room._id, 1, session);
      await this.rooms.set(session, room._id, { owner_id: heir?.member_id ?? null });
    }
  }

  /** Two accounts turned out to be one person: in a room of both the person is once, and has read and muted what either has. */
  async giveTo(session: ClientSession, from: string, into: string): Promise<void> {
    for (const membership of await this.memberships.allOf(session, from)) {
      const { room_id } = membership;
      const room = await this.rooms.find(room_id, session);
      if (room?.type === 'global') {
        await this.globalRoom.giveTo(session, from, into);
        await this.departed(session, membership);
        continue;
      }
      const own = await this.memberships.find(room_id, into, session);
      if (room?.type === 'private') await this.handPair(session, room, membership, into);
      if (own) {
        await this.memberships.join(session, own._id, membership);
        await this.depart(session, membership);
      } else {
        await this.memberships.give(session, membership._id, into);
        await this.departed(session, membership);
      }
      if (room?.owner_id === from) await this.rooms.set(session, room._id, { owner_id: into });
    }
    // A place that was kept while they were not in the room.
    await this.globalRoom.giveTo(session, from, into);
  }

  /** The same two people share one private room: theirs, where they have none yet. */
  private async handPair(session: ClientSession, room: Room, mine: Membership, into: string): Promise<void> {
    const members = await this.memberships.ofRoom(room._id, 2, session);
    const other = members.find(({ member_id }) => member_id !== mine.member_id)?.member_id;
    const key = other === undefined || other === into ? undefined : privateKey(into, other);
    if (key !== undefined && !(await this.rooms.findByKey(key, session))) {
      await this.rooms.set(session, room._id, { key });
      return;
    }
    await this.rooms.makeGroup(session, room._id, EARLIER);
  }

  private async depart(session: ClientSession, membership: Membership): Promise<void> {
    await this.memberships.remove(session, membership.room_id, membership.member_id);
    await this.departed(session, membership);
  }

  private async departed(session: ClientSession, { room_id, member_id }: Membership): Promise<void> {
    await this.rooms.countDeparture(session, room_id);
    afterTransaction(session, () => this.changes.departed(String(room_id), member_id));
  }
}
