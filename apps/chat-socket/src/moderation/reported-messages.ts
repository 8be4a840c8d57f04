import type { MessageContext, ReportedMessage } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import type { Member } from '../members/member.schema';
import { MembersRepository } from '../members/members.repository';
import { personOf } from '../members/person';
import type { Message } from '../messages/message.schema';
import { MessageErrors } from '../messages/messages.errors';
import { MessagesRepository } from '../messages/messages.repository';
import { MembershipsRepository } from '../rooms/memberships.repository';

/** Messages on either side of the one that is reported: enough to judge it by, and no more of a private talk. */
const AROUND = 5;

/** What staff see of a room that is closed to them: only by a member's report. */
@Injectable()
export class ReportedMessages {
  constructor(
    private readonly messages: MessagesRepository,
    private readonly memberships: MembershipsRepository,
    private readonly members: MembersRepository,
  ) {}

  /** @throws MESSAGE_NOT_FOUND also for who is not in the message's room */
  async context(messageId: string, reporterId: string): Promise<MessageContext> {
    const message = await this.messages.find(messageId);
    if (!message || !(await this.memberships.find(message.room_id, reporterId))) {
      throw MessageErrors.MESSAGE_NOT_FOUND();
    }
    const [before, after] = await Promise.all([
      this.messages.before(message.room_id, message.seq, AROUND),
      this.messages.after(message.room_id, message.seq, AROUND),
    ]);
    const rows = [...before, message, ...after];
    const members = await this.members.findByIds(rows.flatMap((row) => row.sender_id ?? []));
    const shown = (row: Message): ReportedMessage => reported(row, members);
    return {
      room_id: String(message.room_id),
      message: shown(message),
      before: before.map(shown),
      after: after.map(shown),
    };
  }
}

/** As it was written, also where it is hidden from members. */
const reported = (row: Message, members: ReadonlyMap<string, Member>): ReportedMessage => ({
  id: String(row._id),
  seq: row.seq,
  sender: {
    id: row.sender_id,
    name: row.sender_id === null ? '' : personOf(row.sender_id, members.get(row.sender_id), row.sender_name).name,
  },
  type: row.type,
  content: row.content,
  attachments: row.attachments.map((file) => file.name),
  is_deleted: row.is_deleted,
  created_at: row.created_at.toISOString(),
});
