import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { RoomChanges } from '../live/room-changes';
import { MembershipsRepository } from '../rooms/memberships.repository';
import { RoomErrors } from '../rooms/rooms.errors';
import { MessagesRepository } from './messages.repository';

/** How far each member has read, on whichever of their devices. */
@Injectable()
export class ReadMarks {
  constructor(
    private readonly memberships: MembershipsRepository,
    private readonly messages: MessagesRepository,
    private readonly changes: RoomChanges,
  ) {}

  /** @throws ROOM_NOT_FOUND for who is not in the room */
  async upTo(roomId: string, memberId: string, seq: number): Promise<void> {
    // Nobody reads ahead: a mark past the end would hide what is yet to be written.
    const upTo = Math.min(seq, await this.messages.lastSeq(new Types.ObjectId(roomId)));
    const before = await this.memberships.readUpTo(roomId, memberId, upTo);
    if (before === null) throw RoomErrors.ROOM_NOT_FOUND();
    if (upTo > before) await this.changes.read(roomId, memberId, upTo);
  }

  async these(roomId: string, memberId: string, messageIds: readonly string[]): Promise<void> {
    await this.upTo(roomId, memberId, await this.messages.highestSeq(new Types.ObjectId(roomId), messageIds));
  }
}
