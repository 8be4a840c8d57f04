import type { AuditActor, AuditEntry } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { AuditTrail } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { assertCurrent } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { RoomChanges } from '../live/room-changes';
import { MessagesRepository } from '../messages/messages.repository';
import { LARGEST_GROUP } from './dto/room-input.dto';
import { MembershipsRepository } from './memberships.repository';
import { OpenRoom } from './open-room';
import type { Room } from './room.schema';
import { RoomErrors } from './rooms.errors';
import { RoomsRepository } from './rooms.repository';

/** A group's name and people: changed by its owner, left by anybody. */
@Injectable()
export class ChangeRoom {
  constructor(
    private readonly transactions: Transactions,
    private readonly rooms: RoomsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly messages: MessagesRepository,
    private readonly openRoom: OpenRoom,
    private readonly changes: RoomChanges,
    private readonly trail: AuditTrail,
  ) {}

  async rename(
    id: string,
    who: Identity,
    name: string,
    expected: number | undefined,
    actor: AuditActor,
  ): Promise<void> {
    await this.inGroup(id, who, async (session, room) => {
      assertOwner(room, who);
      assertCurrent(expected, room.version);
      if (room.name === name) return;
      await this.rooms.set(session, room._id, { name });
      await this.record(session, id, actor, 'room.renamed', { name: room.name }, { name });
    });
  }

  /** Who is in it already stays so. New members begin with nothing unread. */
  async add(id: string, who: Identity, memberIds: string[], actor: AuditActor): Promise<void> {
    const lastSeq = await this.messages.lastSeq(new Types.ObjectId(id));
    await this.inGroup(id, who, async (session, room) => {
      assertOwner(room, who);
      const inside = await this.memberships.among(room._id, memberIds, session);
      const fresh = [...new Set(memberIds)].filter((one) => !inside.has(one));
      if ((await this.memberships.count(room._id, session)) + fresh.length > LARGEST_GROUP)
        throw RoomErrors.ROOM_FULL();
      await this.openRoom.assertActive(session, fresh);
      if (fresh.length === 0) return;
      await this.memberships.insertMany(session, room._id, fresh, lastSeq);
      await this.rooms.set(session, room._id, {});
      await this.record(session, id, actor, 'room.members_added', null, { member_ids: fresh });
    });
  }

  /** Removing somebody else is a matter of record. */
  async remove(id: string, who: Identity, memberId: string, actor: AuditActor): Promise<void> {
    if (memberId === who.userId) return this.leave(id, who);
    await this.inGroup(id, who, async (session, room) => {
      assertOwner(room, who);
      await this.depart(session, room, memberId);
      await this.record(session, id, actor, 'room.member_removed', { member_id: memberId }, null);
    });
    await this.changes.departed(id, memberId);
  }

  /** An owner who leaves hands the room to who has been in it longest. */
  async leave(id: string, who: Identity): Promise<void> {
    await this.inGroup(id, who, (session, room) => this.depart(session, room, who.userId));
    await this.changes.departed(id, who.userId);
  }

  private async depart(session: ClientSession, room: Room, memberId: string): Promise<void> {
    if (!(await this.memberships.remove(session, room._id, memberId))) throw RoomErrors.ROOM_NOT_FOUND();
    await this.rooms.countDeparture(session, room._id);
    if (room.owner_id !== memberId) return;
    const [heir] = await this.memberships.ofRoom(room._id, 1, session);
    await this.rooms.set(session, room._id, { owner_id: heir?.member_id ?? null });
  }

  /**
   * Everything that changes a group writes its room, so that two changes never miss each other.
   * @throws ROOM_NOT_FOUND for who is not in it, whatever it is
   */
  private async inGroup(
    id: string,
    who: Identity,
    change: (session: ClientSession, room: Room) => Promise<void>,
  ): Promise<void> {
    await this.transactions.run(
      async (session) => {
        const room = await this.rooms.find(id, session);
        if (!room || !(await this.memberships.find(room._id, who.userId, session))) throw RoomErrors.ROOM_NOT_FOUND();
        if (room.type !== 'group') throw RoomErrors.ROOM_KIND_FIXED();
        await change(session, room);
      },
      { aggregate: `room:${id}` },
    );
  }

  private record(
    session: ClientSession,
    id: string,
    actor: AuditActor,
    action: string,
    before: AuditEntry['before'],
    after: AuditEntry['after'],
  ): Promise<void> {
    const entry = { ...actor, action, object_type: 'room', object_id: id, before, after, reason: null };
    return this.trail.record(session, entry);
  }
}

function assertOwner(room: Room, who: Identity): void {
  if (room.owner_id !== who.userId) throw RoomErrors.ROOM_OWNER_ONLY();
}
