import type { Language } from '@dongbaejul/contracts';
import { requestContext } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Authored, authorOf, memberOf } from './author';
import type { AuthorDto } from './dto/author.dto';
import type { Member } from './member.schema';
import { MemberLookup } from './member-lookup';

/** Names who wrote something. */
@Injectable()
export class AuthorsService {
  constructor(private readonly members: MemberLookup) {}

  /**
   * @param session of a transaction that may have changed who is called what
   * @returns a function from row to author, after one query for all rows
   */
  async namesFor(rows: readonly Authored[], session?: ClientSession): Promise<(row: Authored) => AuthorDto> {
    const nameOf = await this.namesIn(rows, session);
    const language = requestContext()?.language ?? 'ko';
    return (row) => nameOf(row, language);
  }

  /** The same for lists of members, such as a ranking: who is blocked is not named there. */
  async membersFor(memberIds: readonly string[]): Promise<(memberId: string) => AuthorDto> {
    const members = await this.known(memberIds);
    const language = requestContext()?.language ?? 'ko';
    return (author_id) => memberOf({ author_id, author_name: '' }, members, language);
  }

  /** The same where readers differ in language. */
  async namesIn(
    rows: readonly Authored[],
    session?: ClientSession,
  ): Promise<(row: Authored, language: Language) => AuthorDto> {
    const ids = rows.flatMap((row) => (row.author_id === null ? [] : [row.author_id]));
    const members = await this.known(ids, session);
    return (row, language) => authorOf(row, members, language);
  }

  /** Who goes on as another member is shown as that one, also where something still names the account that is no more. */
  private async known(ids: readonly string[], session?: ClientSession): Promise<ReadonlyMap<string, Member>> {
    const members = await this.members.find(ids, session);
    const all = new Map(members);
    for (let step = 0, missing = heirsOf(members, all); missing.length > 0 && step < MOST_MERGES; step += 1) {
      const heirs = await this.members.find(missing, session);
      for (const [id, heir] of heirs) all.set(id, heir);
      missing = heirsOf(heirs, all);
    }
    return new Map([...members].map(([id, member]) => [id, lastHeir(member, all)]));
  }
}

/** How often one person is followed from account to account; also what ends a circle that should not be. */
const MOST_MERGES = 20;

const heirsOf = (members: ReadonlyMap<string, Member>, known: ReadonlyMap<string, Member>): string[] =>
  [...members.values()].flatMap(({ merged_into: into }) => (into === undefined || known.has(into) ? [] : [into]));

function lastHeir(member: Member, known: ReadonlyMap<string, Member>): Member {
  let last = member;
  for (let step = 0; last.merged_into !== undefined && step < MOST_MERGES; step += 1) {
    const heir = known.get(last.merged_into);
    if (!heir) break;
    last = heir;
  }
  return last;
}
