import type { ClubSize, Member } from './club.types';
import { FIRST_ADDED, type KeyCodec } from './keys';
import { generateMembers, generateOutsiders } from './members.generator';

export class MembersStore {
  /** As generated, in order; texts are written from these, whatever changes later. */
  readonly original: readonly Member[];
  private readonly current: Map<string, Member>;
  private readonly former = new Map<string, Member>();
  private readonly outsiders: Map<string, Member>;
  private added = 0;

  constructor(
    size: ClubSize,
    private readonly keys: KeyCodec,
  ) {
    this.original = generateMembers(size, keys);
    this.current = new Map(this.original.map((member) => [member.userKey, member]));
    this.outsiders = new Map(generateOutsiders(size, keys).map((user) => [user.userKey, user]));
  }

  get count(): number {
    return this.current.size;
  }

  list(): Member[] {
    return [...this.current.values()];
  }

  listOutsiders(): Member[] {
    return [...this.outsiders.values(), ...this.former.values()];
  }

  /** A present member. */
  get(userKey: string): Member | undefined {
    return this.current.get(userKey);
  }

  /** Anybody with a BAND account: members, former members and outsiders. */
  anyone(userKey: string): Member | undefined {
    return this.current.get(userKey) ?? this.former.get(userKey) ?? this.outsiders.get(userKey);
  }

  add(fields: Partial<Member> & { name: string }, now: number): Member {
    const userKey = fields.userKey ?? this.keys.encode('user', FIRST_ADDED + this.added++);
    const member: Member = {
      description: '',
      role: 'member',
      joinedAt: now,
      ...fields,
      userKey,
      mentionedAs: fields.name,
    };
    this.outsiders.delete(userKey);
    this.former.delete(userKey);
    this.current.set(userKey, member);
    return member;
  }

  edit(userKey: string, fields: Partial<Omit<Member, 'userKey'>>): Member | undefined {
    const member = this.current.get(userKey);
    if (!member) return undefined;
    const edited = { ...member, ...fields };
    this.current.set(userKey, edited);
    return edited;
  }

  /** Takes a member out of the band; the account stays. */
  remove(userKey: string): Member | undefined {
    const member = this.current.get(userKey);
    if (member) {
      this.current.delete(userKey);
      this.former.set(userKey, member);
    }
    return member;
  }
}
