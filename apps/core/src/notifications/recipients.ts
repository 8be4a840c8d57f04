import { Injectable } from '@nestjs/common';
import { MutesService } from '../mutes/mutes.service';
import { MembersRepository } from '../members/members.repository';

/** Who of some members is to be told of something. */
@Injectable()
export class Recipients {
  constructor(
    private readonly members: MembersRepository,
    private readonly mutes: MutesService,
  ) {}

  /** Each once; without who caused it, who mutes that member, and who has closed the account. */
  async among(memberIds: readonly string[], actorId: string | null): Promise<string[]> {
    const others = [...new Set(memberIds)].filter((id) => id !== actorId);
    const known = await this.members.findByIds(others);
    const deaf = actorId === null || others.length === 0 ? null : await this.mutes.mutersOf(actorId, others);
    return others.filter((id) => known.get(id)?.status !== 'closed' && !deaf?.has(id));
  }
}
