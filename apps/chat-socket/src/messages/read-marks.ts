import { Outbox } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
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
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
  ) {}

  /** @throws ROOM_NOT_FOUND for who is not in the room */
  async upTo(roomId: string, memberId: string, seq: number): Promise<void> {
    // Nobody reads ahead: a mark past the end would hide what is yet to be written.
    const upTo = Math.min(seq, await this.messages.lastSeq(new Types.ObjectId(roomId)));
    const before =
      (await this.memberships.readUpTo(roomId, memberId, upTo)) ?? (await this.readTold(roomId, memberId, upTo));
    if (before === null) throw RoomErrors.ROOM_NOT_FOUND();
    if (upTo > before) await this.changes.read(roomId, memberId, upTo);
  }

  /** Who was told by a notification has it read as well, in one transaction with their mark. */
  private readTold(roomId: string, memberId: string, upTo: number): Promise<number | null> {
    return this.transactions.run(async (session) => {
      const before = await this.memberships.readTold(session, roomId, memberId, upTo);
      if (!before) return null;
      if (upTo > before.read_seq) {
        await this.outbox.add(session, 'chat-socket.messages.read', {
          aggregateId: `${roomId}:${memberId}`,
          version: Date.now(),
          payload: { member_id: memberId, room_id: roomId, up_to_seq: upTo },
        });
      }
      return before.read_seq;
    });
  }

  async these(roomId: string, memberId: string, messageIds: readonly string[]): Promise<void> {
    await this.upTo(roomId, memberId, await this.messages.highestSeq(new Types.ObjectId(roomId), messageIds));
  }
}
