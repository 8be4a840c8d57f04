import { Injectable } from '@nestjs/common';
import { mentionCandidates } from '../common/mentions';
import { MembersRepository } from './members.repository';

/** Finds whom a text mentions by `@username`. */
@Injectable()
export class MentionedMembers {
  constructor(private readonly members: MembersRepository) {}

  /** @returns the ids of active members, each once */
  async in(text: string): Promise<string[]> {
    const mentions = mentionCandidates(text);
    if (mentions.length === 0) return [];
    const byKey = await this.members.activeByUsernameKeys(mentions.flat());
    const ids = mentions.flatMap((candidates) => {
      const key = candidates.find((candidate) => byKey.has(candidate));
      return key === undefined ? [] : [byKey.get(key) as string];
    });
    return [...new Set(ids)];
  }
}
