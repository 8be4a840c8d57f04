import type { EventEnvelope } from '@dongbaejul/contracts';
import { MemberChangedDto, OnEvent } from '@dongbaejul/messaging';
import { afterTransaction } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { GlobalRoom } from '../rooms/global-room';
import { KnownMembers } from './known-members';
import { MembersRepository } from './members.repository';

@Injectable()
export class MembersEvents {
  constructor(
    private readonly members: MembersRepository,
    private readonly globalRoom: GlobalRoom,
    private readonly known: KnownMembers,
  ) {}

  /** Whoever is active is in the global room; whoever no longer is leaves it. */
  @OnEvent('auth.member.changed', MemberChangedDto)
  async onMemberChanged(event: EventEnvelope<'auth.member.changed'>, session: ClientSession): Promise<void> {
    const { payload, version } = event;
    if (!(await this.members.apply(session, payload, version))) return;
    await this.globalRoom.keep(session, payload.id, payload.status, payload.merged_into != null);
    afterTransaction(session, () => this.known.changed([payload.id]));
  }
}
