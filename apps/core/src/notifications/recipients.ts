import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MembersRepository } from '../members/members.repository';

/** Who of some members is to be told of something. */
@Injectable()
export class Recipients {
  constructor(private readonly members: MembersRepository) {}

  /** Each once; without who caused it and who has closed the account. */
  async among(_session: ClientSession, memberIds: readonly string[], actorId: string | null): Promise<string[]> {
    const others = [...new Set(memberIds)].filter((id) => id !== actorId);
    const known = await this.members.findByIds(others);
    return others.filter((id) => known.get(id)?.status !== 'closed');
  }
}
