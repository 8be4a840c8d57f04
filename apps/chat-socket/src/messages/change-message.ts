import { CommonErrors } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { searchableText } from '@dongbaejul/search';
import { KeyedQueue, Transactions } from '@dongbaejul/persistence';
import { assertCurrent, requestContext } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { ChatConfig } from '../config';
import { RoomChanges } from '../live/room-changes';
import { editedMentions } from './edited-mentions';
import { History } from './history';
import type { MessageDto } from './dto/message.dto';
import { MentionedMembers } from './mentioned-members';
import type { Message } from './message.schema';
import { MessageFiles } from './message-files';
import { MessageErrors } from './messages.errors';
import { MessagesRepository } from './messages.repository';
import { reacted } from './reactions';

/** Others change the message too (reactions); a change is made on what was read, or on a fresh look. */
const TRIES = 10;

type Change = (message: Message) => Partial<Message> | null | Promise<Partial<Message>>;

/** Edits, deletions and reactions, by those who are in the room. */
@Injectable()
export class ChangeMessage {
  /** Changes of one message wait for each other here: only another process can come in between. */
  private readonly queue = new KeyedQueue();

  constructor(
    private readonly messages: MessagesRepository,
    private readonly history: History,
    private readonly changes: RoomChanges,
    private readonly mentioned: MentionedMembers,
    private readonly files: MessageFiles,
    private readonly transactions: Transactions,
    private readonly config: ChatConfig,
  ) {}

  /** @param expected the version that the client believes to edit; undefined: the last write wins */
  edit(id: string, who: Identity, content: string, expected: number | undefined): Promise<MessageDto> {
    return this.run(id, who, (message) => {
      assertOwn(message, who);
      assertShown(message);
      assertCurrent(expected, message.version);
      if (content === message.content) return null;
      return this.edited(message, content);
    });
  }

  /** A deleted message keeps its place in the sequence. */
  remove(id: string, who: Identity, expected: number | undefined): Promise<MessageDto> {
    return this.run(id, who, (message) => {
      assertOwn(message, who);
      assertCurrent(expected, message.version);
      return { is_deleted: true, content: '', attachments: [], mentions: [], reactions: [], search: null };
    });
  }

  react(id: string, who: Identity, emoji: string, on: boolean): Promise<MessageDto> {
    return this.run(id, who, (message) => {
      assertShown(message);
      const reactions = reacted(message.reactions, emoji, who.userId, on);
      return reactions && { reactions };
    });
  }

  private async edited(message: Message, content: string): Promise<Partial<Message>> {
    const mentions = await this.mentioned.in(message.room_id, content);
    const notifyAt = new Date(Date.now() + this.config.NOTIFY_AFTER_MS);
    const named = editedMentions(message, mentions, notifyAt);
    return { content, search: searchableText(content), edited_at: new Date(), ...named };
  }

  private run(id: string, who: Identity, change: Change): Promise<MessageDto> {
    return this.queue.run(id, () => this.inTurn(id, who, change), requestContext()?.deadline);
  }

  private async inTurn(id: string, who: Identity, change: Change): Promise<MessageDto> {
    for (let i = 0; i < TRIES; i += 1) {
      const message = await this.messages.find(id);
      if (!message) throw MessageErrors.MESSAGE_NOT_FOUND();
      await this.history.assertMember(String(message.room_id), who.userId);
      if (message.is_deleted || message.sender_id === null) throw MessageErrors.MESSAGE_NOT_FOUND();
      const fields = await change(message);
      const after = fields ? await this.save(message, fields) : message;
      if (!after) continue;
      if (fields) await this.changes.messageChanged(after);
      const [dto] = await this.history.present([after], who.userId);
      return dto as MessageDto;
    }
    throw CommonErrors.CONFLICT();
  }

  /** @returns the message after it, or null for one that moved on */
  private save(before: Message, fields: Partial<Message>): Promise<Message | null> {
    const { _id, version, attachments } = before;
    if (!fields.is_deleted || attachments.length === 0) return this.messages.change(_id, version, fields);
    return this.transactions.run(async (session) => {
      const after = await this.messages.change(_id, version, fields, session);
      if (after) await this.files.changed(session, before, after.version, before.hidden ? 'hidden' : 'deleted');
      return after;
    });
  }
}

function assertShown(message: Message): void {
  if (message.hidden) throw MessageErrors.MESSAGE_HIDDEN();
}

function assertOwn(message: Message, who: Identity): void {
  if (message.sender_id !== who.userId) throw MessageErrors.MESSAGE_NOT_YOURS();
}
