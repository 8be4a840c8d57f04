import type { Identity } from '@dongbaejul/identity';
import { AskClient } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { FanOut } from '../live/fan-out';
import { MembershipsRepository } from '../rooms/memberships.repository';
import { RoomErrors } from '../rooms/rooms.errors';
import type { Draft } from './draft';
import { filesIdOf } from './message-files';
import { MentionedMembers } from './mentioned-members';
import { type Attachment, isPicture, type MessageType, type ReplyTo } from './message.schema';
import { MessageErrors } from './messages.errors';
import { MessagesRepository } from './messages.repository';
import { MessageWriter, Written } from './message-writer';

export interface NewMessage {
  roomId: string;
  content: string;
  tempId: string;
  type?: MessageType;
  replyTo?: string;
  attachments?: string[];
}

@Injectable()
export class SendMessage {
  constructor(
    private readonly writer: MessageWriter,
    private readonly messages: MessagesRepository,
    private readonly mentioned: MentionedMembers,
    private readonly memberships: MembershipsRepository,
    private readonly fanOut: FanOut,
    private readonly asks: AskClient,
  ) {}

  /**
   * Stores a message, then tells it. Sending it again with its tempId is harmless.
   * @param socketId a socket in the room, which gets `message:sent` in the message's place
   */
  async run(who: Identity, wanted: NewMessage, socketId?: string): Promise<Written> {
    const { roomId, content, tempId, type = 'text' } = wanted;
    if (content === '' && !wanted.attachments?.length) throw MessageErrors.MESSAGE_EMPTY();
    const id = new Types.ObjectId();
    const replyTo = wanted.replyTo ? await this.replyTo(roomId, wanted.replyTo) : null;
    const mentions = await this.mentioned.in(roomId, content);
    const filesId = wanted.attachments?.length ? filesIdOf(roomId, who.userId, tempId) : undefined;
    const attachments = filesId === undefined ? [] : await this.attachmentsOf(who, wanted, filesId);
    const draft = {
      id,
      sender_id: who.userId,
      sender_name: who.username,
      type: shownAs(type, attachments),
      content,
      reply_to: replyTo,
      attachments,
      ...(filesId !== undefined && { files_id: filesId }),
      mentions,
      temp_id: tempId,
    };
    const written = await this.write(roomId, draft, socketId);
    // Of one that was there already, whoever stored it may have died before telling; who has it lets it go.
    await this.fanOut.tell([written.message]);
    return written;
  }

  private async write(roomId: string, draft: Draft, socketId: string | undefined): Promise<Written> {
    const id = String(draft.id);
    if (socketId) this.fanOut.expect(roomId, id, { socketId, tempId: draft.temp_id });
    let isNew = false;
    try {
      const written = await this.writer.write(roomId, draft);
      isNew = written.isNew;
      return written;
    } finally {
      if (!isNew) this.fanOut.expectNoMore(roomId, id);
    }
  }

  private async replyTo(roomId: string, messageId: string): Promise<ReplyTo> {
    const message = await this.messages.find(messageId);
    if (!message || String(message.room_id) !== roomId) throw MessageErrors.REPLY_NOT_FOUND();
    return { id: messageId, seq: message.seq, sender_id: message.sender_id };
  }

  /** Uploads hang on the message that names them first; only a member's own, and only in a room they are in. */
  private async attachmentsOf(
    who: Identity,
    { roomId, tempId, attachments = [] }: NewMessage,
    filesId: string,
  ): Promise<Attachment[]> {
    if (!(await this.memberships.find(roomId, who.userId))) throw RoomErrors.ROOM_NOT_FOUND();
    const [sent] = await this.messages.findSent(new Types.ObjectId(roomId), who.userId, [tempId]);
    if (sent) return sent.attachments;
    const request = {
      upload_ids: attachments,
      owner_id: who.userId,
      hangs_on: { type: 'message' as const, id: filesId },
    };
    const { uploads } = await this.asks.ask('core.uploads.claim', request, { repeatable: true });
    return uploads.map((file) => ({
      id: file.id,
      content_type: file.content_type,
      size: file.size,
      width: file.width,
      height: file.height,
      name: file.name,
    }));
  }
}

/** Clients lay pictures out by the type of their message: one of anything else is a message of files. */
function shownAs(type: MessageType, attachments: readonly Attachment[]): MessageType {
  return type === 'image' && !attachments.every(isPicture) ? 'file' : type;
}
