import type { Identity } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { MembersRepository } from '../members/members.repository';
import { Mutes } from '../people/mutes';
import { MembershipsRepository } from '../rooms/memberships.repository';
import { RoomErrors } from '../rooms/rooms.errors';
import { MessageErrors } from './messages.errors';
import type { MessageDto, MessagesAnswer } from './dto/message.dto';
import type { Message } from './message.schema';
import { MessagesRepository } from './messages.repository';
import { presentMessage } from './present-message';

/** What was said in a room, for those who are in it. */
@Injectable()
export class History {
  constructor(
    private readonly messages: MessagesRepository,
    private readonly memberships: MembershipsRepository,
    private readonly members: MembersRepository,
    private readonly mutes: Mutes,
  ) {}

  /** @throws ROOM_NOT_FOUND for who is not in it, so that rooms cannot be guessed */
  async assertMember(roomId: string, memberId: string): Promise<void> {
    if (!(await this.memberships.find(roomId, memberId))) throw RoomErrors.ROOM_NOT_FOUND();
  }

  /** The newest messages, or those before a message. */
  async before(roomId: string, who: Identity, messageId: string | undefined, limit: number): Promise<MessagesAnswer> {
    await this.assertMember(roomId, who.userId);
    const seq = messageId === undefined ? Number.MAX_SAFE_INTEGER : (await this.inRoom(roomId, messageId)).seq;
    const rows = await this.messages.before(new Types.ObjectId(roomId), seq, limit + 1);
    return { messages: await this.present(rows.slice(-limit), who.userId), has_more: rows.length > limit };
  }

  /** Messages after a number: what a client that was away has missed. */
  async after(roomId: string, who: Identity, seq: number, limit: number): Promise<MessagesAnswer> {
    await this.assertMember(roomId, who.userId);
    const rows = await this.messages.after(new Types.ObjectId(roomId), seq, limit + 1);
    return { messages: await this.present(rows.slice(0, limit), who.userId), has_more: rows.length > limit };
  }

  /** A message with what was said just before and after it. */
  async around(roomId: string, who: Identity, messageId: string, limit: number): Promise<MessagesAnswer> {
    await this.assertMember(roomId, who.userId);
    const { seq } = await this.inRoom(roomId, messageId);
    const id = new Types.ObjectId(roomId);
    const half = Math.floor(limit / 2);
    const earlier = await this.messages.before(id, seq, half);
    const later = await this.messages.after(id, seq - 1, limit - earlier.length + 1);
    const rows = [...earlier, ...later].slice(0, limit);
    return { messages: await this.present(rows, who.userId), has_more: earlier.length + later.length > limit };
  }

  async present(rows: readonly Message[], viewerId: string): Promise<MessageDto[]> {
    const members = await this.members.findByIds(rows.flatMap((row) => row.sender_id ?? []));
    const viewer = { id: viewerId, muted: await this.mutes.of(viewerId) };
    return rows.map((row) => presentMessage(row, members, viewer));
  }

  private async inRoom(roomId: string, messageId: string): Promise<Message> {
    const message = await this.messages.find(messageId);
    if (!message || String(message.room_id) !== roomId) throw MessageErrors.MESSAGE_NOT_FOUND();
    return message;
  }
}
