import type { EventEnvelope } from '@dongbaejul/contracts';
import { MemberChangedDto, OnEvents } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { DirectoryRepository } from './directory.repository';

@Injectable()
export class DirectoryEvents {
  constructor(private readonly members: DirectoryRepository) {}

  /** A sync brings thousands of them. */
  @OnEvents('auth.member.changed', MemberChangedDto)
  onMembersChanged(events: EventEnvelope<'auth.member.changed'>[], session: ClientSession): Promise<void> {
    return this.members.apply(session, events);
  }
}
