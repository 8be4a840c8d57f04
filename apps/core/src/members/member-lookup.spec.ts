import type { Hints } from '@dongbaejul/messaging';
import type { ClientSession } from 'mongoose';
import type { Member } from './member.schema';
import { MemberLookup } from './member-lookup';
import type { MembersRepository } from './members.repository';

class CountedMembers {
  readonly asked: string[][] = [];
  readonly sessions: (ClientSession | undefined)[] = [];
  fails = false;

  findByIds(ids: readonly string[], session?: ClientSession): Promise<Map<string, Member>> {
    this.asked.push([...ids]);
    this.sessions.push(session);
    if (this.fails) return Promise.reject(new Error('the database is gone'));
    return Promise.resolve(new Map(ids.map((id) => [id, { _id: id } as Member])));
  }
}

describe('MemberLookup', () => {
  const rows = new CountedMembers();
  const deaf = { hears: false, subscribe: () => undefined, onGap: () => undefined } as unknown as Hints;
  const lookup = new MemberLookup(rows as unknown as MembersRepository, deaf);
  beforeEach(() => {
    rows.asked.splice(0);
    rows.sessions.splice(0);
  });

  it('asks once for all who ask in one moment, for each member once', async () => {
    const [one, other] = await Promise.all([lookup.find(['a', 'b']), lookup.find(['b', 'c']), lookup.find([])]);
    expect(rows.asked).toEqual([['a', 'b', 'c']]);
    expect([one.has('a'), other.has('c')]).toEqual([true, true]);
  });

  it('asks anew afterwards where no change would be heard of', async () => {
    await lookup.find(['a']);
    await lookup.find(['a']);
    expect(rows.asked).toEqual([['a'], ['a']]);
  });

  it('asks for a transaction alone, in its session', async () => {
    const session = {} as ClientSession;
    await Promise.all([lookup.find(['a'], session), lookup.find(['b'])]);
    expect(rows.asked).toEqual([['a'], ['b']]);
    expect(rows.sessions).toEqual([session, undefined]);
  });

  it('tells all when it fails, and goes on with the next', async () => {
    rows.fails = true;
    const both = await Promise.allSettled([lookup.find(['a']), lookup.find(['b'])]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    rows.fails = false;
    await expect(lookup.find(['a'])).resolves.toBeInstanceOf(Map);
  });
});
