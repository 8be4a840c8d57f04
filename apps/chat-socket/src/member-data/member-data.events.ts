import type { EventEnvelope } from '@dongbaejul/contracts';
import { MemberMergedDto, OnEvent } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MembersRepository } from '../members/members.repository';
import { MessagesOfMembers } from './messages-of-members.repository';
import { RoomsOfMembers } from './rooms-of-members';

/** What becomes of rooms and messages when members leave, or turn out to be somebody else. */
@Injectable()
export class MemberDataEvents {
  constructor(
    private readonly messages: MessagesOfMembers,
    private readonly rooms: RoomsOfMembers,
    private readonly members: MembersRepository,
  ) {}

  @OnEvent('auth.member.changed')
  async onMemberChanged(event: EventEnvelope<'auth.member.changed'>, session: ClientSession): Promise<void> {
    const { id, status, merged_into } = event.payload;
    // Who was merged did not leave: auth.member.merged, before or after, says whose everything is.
    if (status !== 'closed' || merged_into != null) return;
    await this.messages.forgetName(id);
    await this.rooms.leaveAll(session, id);
  }

  @OnEvent('auth.member.merged', MemberMergedDto)
  async onMemberMerged(event: EventEnvelope<'auth.member.merged'>, session: ClientSession): Promise<void> {
    const { from_id, into_id } = event.payload;
    await this.messages.giveTo(from_id, into_id);
    await this.messages.rename(from_id, into_id);
    await this.rooms.giveTo(session, from_id, into_id);
    const seenAt = (await this.members.findByIds([from_id], session)).get(from_id)?.last_seen_at;
    if (seenAt) await this.members.setLastSeen(new Map([[into_id, seenAt]]), session);
  }
}
