import { shownUpload } from '@dongbaejul/identity';
import type { ListQuery } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { DirectoryRepository } from '../directory/directory.repository';
import type { Member } from '../directory/member.schema';
import { MembersService } from '../members/members.service';
import type { MatchCandidateDto, RosterMatchDto, RosterMatchesDto } from './dto/matches.dto';
import { type Candidate, KnownPeople } from './match-names';
import type { EntryState, RosterEntry } from './roster-entry.schema';
import { RosterRepository } from './roster.repository';

/** The roster as staff look through it, with those whom a waiting entry may be. */
@Injectable()
export class ListMatches {
  constructor(
    private readonly repository: RosterRepository,
    private readonly members: MembersService,
    private readonly directory: DirectoryRepository,
  ) {}

  async list(query: ListQuery, state: EntryState | undefined): Promise<RosterMatchesDto> {
    const { items, ...paging } = await this.repository.list(query, state);
    return { matches: await this.present(items), ...paging };
  }

  async one(id: string): Promise<RosterMatchDto> {
    const entry = await this.repository.find(null, id);
    const [match] = await this.present(entry ? [entry] : []);
    return match as RosterMatchDto;
  }

  private async present(entries: readonly RosterEntry[]): Promise<RosterMatchDto[]> {
    const open = entries.filter(({ state }) => state === 'waiting' || state === 'ignored');
    const people = new KnownPeople(open.length === 0 ? [] : await this.members.known(null));
    const namesOf = ({ name, band_name }: RosterEntry): string[] => (band_name === null ? [name] : [band_name, name]);
    const candidates = new Map(open.map((entry) => [entry, people.candidates(namesOf(entry))]));
    const ids = [...candidates.values()].flat().map(({ memberId }) => memberId);
    const taken = await this.repository.taken(ids);
    const members = await this.directory.findByIds([...ids, ...entries.flatMap(({ member_id }) => member_id ?? [])]);
    return entries.map((entry) => ({
      ...shown(entry),
      member: entry.member_id === null ? null : memberOf(entry.member_id, members.get(entry.member_id)),
      candidates: (candidates.get(entry) ?? []).map((one) => candidateOf(one, members, taken)),
    }));
  }
}

const shown = (entry: RosterEntry): Omit<RosterMatchDto, 'member' | 'candidates'> => ({
  id: entry._id.toHexString(),
  name: entry.name,
  band_name: entry.band_name,
  grade: entry.grade,
  gender: entry.gender,
  phone_last4: entry.phone_last4,
  state: entry.state,
  imported_at: entry.imported_at.toISOString(),
  decided_by: entry.decided_by,
  decided_at: entry.decided_at?.toISOString() ?? null,
});

const memberOf = (id: string, member: Member | undefined): NonNullable<RosterMatchDto['member']> => ({
  id,
  display_name: member?.display_name ?? null,
  avatar: shownUpload(member?.avatar ?? null),
});

const candidateOf = (
  { memberId, name, likeness }: Candidate,
  members: ReadonlyMap<string, Member>,
  taken: ReadonlySet<string>,
): MatchCandidateDto => ({
  member_id: memberId,
  band_name: name,
  likeness,
  display_name: members.get(memberId)?.display_name ?? null,
  avatar: shownUpload(members.get(memberId)?.avatar ?? null),
  is_taken: taken.has(memberId),
});
