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

  /** The next sync then tells core of the posts of this person again, under the account that stayed. */
  @OnEvent('auth.member.merged', MemberMergedDto)
  async onMemberMerged(event: EventEnvelope<'auth.member.merged'>, session: ClientSession): Promise<void> {
    await this.members.merge(session, event.payload.from_id, event.payload.into_id);
    await this.roster.merge(session, event.payload.from_id, event.payload.into_id);
  }
}
