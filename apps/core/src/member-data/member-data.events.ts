import type { EventEnvelope } from '@dongbaejul/contracts';
import { MemberMergedDto, OnEvent } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Leavings } from './leavings';

/** What becomes of what is kept of members when they leave, or turn out to be somebody else. */
@Injectable()
export class MemberDataEvents {
  constructor(private readonly leavings: Leavings) {}

  @OnEvent('auth.member.changed')
  async onMemberChanged(event: EventEnvelope<'auth.member.changed'>, session: ClientSession): Promise<void> {
    const { id, status, merged_into } = event.payload;
    if (status === 'blocked') {
      await this.leavings.block(session, id);
      return;
    }
    // There is no way back from closed, so it does not matter what is known already. Who was merged did not leave:
    // auth.member.merged, which may come before or after, says whose everything is.
    if (status !== 'closed' || merged_into != null) return;
    await this.leavings.begin(session, id, null);
  }

  @OnEvent('auth.member.merged', MemberMergedDto)
  async onMemberMerged(event: EventEnvelope<'auth.member.merged'>, session: ClientSession): Promise<void> {
    await this.leavings.begin(session, event.payload.from_id, event.payload.into_id);
  }
}
