import type { EventEnvelope } from '@dongbaejul/contracts';
import { MemberChangedDto, OnEvent } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { DirectoryRepository } from './directory.repository';

@Injectable()
export class DirectoryEvents {
  constructor(private readonly members: DirectoryRepository) {}

  @OnEvent('auth.member.changed', MemberChangedDto)
  async onMemberChanged(event: EventEnvelope<'auth.member.changed'>, session: ClientSession): Promise<void> {
    await this.members.apply(session, event.payload, event.version);
  }
}
