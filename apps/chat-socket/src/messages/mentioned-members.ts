import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { MembersRepository } from '../members/members.repository';
import { MembershipsRepository } from '../rooms/memberships.repository';
import { mentionedAmong, namesCalled } from './mentions';

/** Members of a room whose names a mention is looked up among. */
const NAMES_LOOKED_AT = 1_000;

/** Whom a text calls by name, of those who are in its room. */
@Injectable()
export class MentionedMembers {
  constructor(
    private readonly members: MembersRepository,
    private readonly memberships: MembershipsRepository,
  ) {}

  async in(roomId: string | Types.ObjectId, content: string): Promise<string[]> {
    if (namesCalled(content).length === 0) return [];
    const inside = await this.memberships.ofRoom(new Types.ObjectId(roomId), NAMES_LOOKED_AT);
    const members = await this.members.findByIds(inside.map((one) => one.member_id));
    return mentionedAmong(content, [...members.values()]);
  }
}
