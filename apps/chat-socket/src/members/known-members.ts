import { Hints, KeptByHint } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { Member } from './member.schema';
import { MembersRepository } from './members.repository';

/** Who says something live, without asking the database at every message. */
@Injectable()
export class KnownMembers extends KeptByHint<Member> {
  constructor(members: MembersRepository, hints: Hints) {
    super(hints, { topic: 'chat.members', read: (ids) => members.findByIds(ids) });
  }
}
