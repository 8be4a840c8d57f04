import type { EventEnvelope } from '@dongbaejul/contracts';
import { MemberMergedDto, OnEvent } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MembersService } from '../members/members.service';
import { RosterOfMembers } from '../roster/roster-of-members';

@Injectable()
export class MemberDataEvents {
  constructor(
    private readonly members: MembersService,
    private readonly roster: RosterOfMembers,
  ) {}

  @OnEvent('auth.member.changed')
  async onMemberChanged(event: EventEnvelope<'auth.member.changed'>, session: ClientSession): Promise<void> {
    const { id, status, merged_into } = event.payload;
    // There is no way back from closed, so its order does not matter. Who was merged did not leave.
    if (status !== 'closed' || merged_into != null) return;
    await this.members.forget(session, id);
    await this.roster.forget(session, id);
  }

  /** The next sync then tells core of the posts of this person again, under the account that stayed. */
  @OnEvent('auth.member.merged', MemberMergedDto)
  async onMemberMerged(event: EventEnvelope<'auth.member.merged'>, session: ClientSession): Promise<void> {
    await this.members.merge(session, event.payload.from_id, event.payload.into_id);
    await this.roster.merge(session, event.payload.from_id, event.payload.into_id);
  }
}
