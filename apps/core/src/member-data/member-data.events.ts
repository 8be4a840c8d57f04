import type { EventEnvelope } from '@dongbaejul/contracts';
import { MemberMergedDto, OnEvent } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MemberDataRepository } from './member-data.repository';

/** What becomes of what members wrote when they leave, or turn out to be somebody else. */
@Injectable()
export class MemberDataEvents {
  constructor(private readonly data: MemberDataRepository) {}

  @OnEvent('auth.member.changed')
  async onMemberChanged(event: EventEnvelope<'auth.member.changed'>, session: ClientSession): Promise<void> {
    // There is no way back from closed, so it does not matter what is known already.
    if (event.payload.status === 'closed') await this.data.forgetName(session, event.payload.id);
  }

  @OnEvent('auth.member.merged', MemberMergedDto)
  async onMemberMerged(event: EventEnvelope<'auth.member.merged'>, session: ClientSession): Promise<void> {
    await this.data.giveTo(session, event.payload.from_id, event.payload.into_id);
  }
}
