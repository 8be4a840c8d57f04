import { MUTED_NOTIFICATIONS, NotificationType } from '@dongbaejul/contracts';
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

  /**
   * Each once; without who caused it, who has closed the account, and, where it is of a kind that can be muted, who
   * mutes that member.
   */
  async among(memberIds: readonly string[], actorId: string | null, type: NotificationType): Promise<string[]> {
    const others = [...new Set(memberIds)].filter((id) => id !== actorId);
    const known = await this.members.findByIds(others);
    const canBeMuted = actorId !== null && others.length > 0 && MUTED_NOTIFICATIONS.includes(type);
    const deaf = canBeMuted ? await this.mutes.mutersOf(actorId, others) : null;
    return others.filter((id) => known.get(id)?.status !== 'closed' && !deaf?.has(id));
  }
}
