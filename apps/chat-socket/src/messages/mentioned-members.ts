import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { MembersRepository } from '../members/members.repository';
import { MembershipsRepository } from '../rooms/memberships.repository';
import { mentionedAmong, namesPossible } from './mentions';

/** Whom a text calls by name, of those who are in its room. */
@Injectable()
export class MentionedMembers {
  constructor(
    private readonly members: MembersRepository,
    private readonly memberships: MembershipsRepository,
  ) {}

  async in(roomId: string | Types.ObjectId, content: string): Promise<string[]> {
    const names = namesPossible(content);
    if (names.length === 0) return [];
    const named = await this.members.findByNames(names);
    const inside = await this.memberships.among(
      roomId,
      named.map(({ _id }) => _id),
    );
    return mentionedAmong(
      content,
      named.filter(({ _id }) => inside.has(_id)),
    );
  }
}
