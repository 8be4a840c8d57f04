import type { EventEnvelope, MemberMerged } from '@dongbaejul/contracts';
import { OnEvent } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { IsMongoId } from 'class-validator';
import type { ClientSession } from 'mongoose';
import { MembersService } from '../members/members.service';

class MemberMergedDto implements MemberMerged {
  @IsMongoId()
  from_id: string;

  @IsMongoId()
  into_id: string;
}

@Injectable()
export class MemberDataEvents {
  constructor(private readonly members: MembersService) {}

  /** The next sync then tells core of the posts of this person again, under the account that stayed. */
  @OnEvent('auth.member.merged', MemberMergedDto)
  async onMemberMerged(event: EventEnvelope<'auth.member.merged'>, session: ClientSession): Promise<void> {
    await this.members.merge(session, event.payload.from_id, event.payload.into_id);
  }
}
