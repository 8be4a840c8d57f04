import type { EventEnvelope } from '@dongbaejul/contracts';
import { MemberMergedDto, OnEvent, OnEvents } from '@dongbaejul/messaging';
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

  @OnEvents('auth.member.changed')
  async onMembersChanged(events: EventEnvelope<'auth.member.changed'>[], session: ClientSession): Promise<void> {
    for (const { payload } of events) {
      // There is no way back from closed, so its order does not matter. Who was merged did not leave.
      if (payload.status !== 'closed' || payload.merged_into != null) continue;
      await this.members.forget(session, payload.id);
      await this.roster.forget(session, payload.id);
    }
  }

  /** The next sync then tells core of the posts of this person again, under the account that stayed. */
  @OnEvent('auth.member.merged', MemberMergedDto)
  async onMemberMerged(event: EventEnvelope<'auth.member.merged'>, session: ClientSession): Promise<void> {
    await this.members.merge(session, event.payload.from_id, event.payload.into_id);
    await this.roster.merge(session, event.payload.from_id, event.payload.into_id);
  }
}
