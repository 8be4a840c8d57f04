import { type EventEnvelope, isStaff } from '@dongbaejul/contracts';
import { MemberChangedDto, OnEvent } from '@dongbaejul/messaging';
import { afterTransaction } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { GlobalRoom } from '../rooms/global-room';
import { MutedLive } from '../people/muted-live';
import { KnownMembers } from './known-members';
import { MembersRepository } from './members.repository';

@Injectable()
export class MembersEvents {
  constructor(
    private readonly members: MembersRepository,
    private readonly globalRoom: GlobalRoom,
    private readonly known: KnownMembers,
    private readonly muted: MutedLive,
  ) {}

  /** Whoever is active is in the global room; whoever no longer is leaves it. Who becomes staff is heard by everybody. */
  @OnEvent('auth.member.changed', MemberChangedDto)
  async onMemberChanged(event: EventEnvelope<'auth.member.changed'>, session: ClientSession): Promise<void> {
    const { payload, version } = event;
    const before = (await this.members.findByIds([payload.id], session)).get(payload.id);
    if (!(await this.members.apply(session, payload, version))) return;
    await this.globalRoom.keep(session, payload.id, payload.status, payload.merged_into != null);
    afterTransaction(session, () => this.known.changed([payload.id]));
    if (isStaff(before) !== isStaff(payload)) this.muted.staffChange(session);
  }
}
