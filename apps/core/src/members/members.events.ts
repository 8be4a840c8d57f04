import type { EventEnvelope } from '@dongbaejul/contracts';
import { MemberChangedDto, OnEvent } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { WornPictures } from '../uploads/worn-pictures';
import { MemberLookup } from './member-lookup';
import { MembersRepository } from './members.repository';

@Injectable()
export class MembersEvents {
  constructor(
    private readonly members: MembersRepository,
    private readonly lookup: MemberLookup,
    private readonly pictures: WornPictures,
  ) {}

  @OnEvent('auth.member.changed', MemberChangedDto)
  async onMemberChanged(event: EventEnvelope<'auth.member.changed'>, session: ClientSession): Promise<void> {
    const { id, avatar, merged_into } = event.payload;
    const isNews = await this.members.apply(session, event.payload, event.version);
    this.lookup.change(session, id);
    // What a merged account wore goes over to the other one (auth.member.merged).
    if (isNews && merged_into == null) await this.pictures.settle(session, id, avatar);
  }
}
