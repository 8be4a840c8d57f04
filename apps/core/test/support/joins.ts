import type { Role } from '@dongbaejul/contracts';
import { Transactions } from '@dongbaejul/persistence';
import { MembersRepository } from '../../src/members/members.repository';
import type { CoreUnderTest, Member } from './core-under-test';

/** Somebody of whom auth has told core: known by name and role. @param version of the event, higher for a change */
export async function joins(
  core: CoreUnderTest,
  roles: Role[] = ['USER'],
  id?: string,
  version = 1,
  username?: string,
): Promise<Member> {
  const member = core.member(roles, id);
  const name = username ?? `user-${member.id.slice(-6)}`;
  const state = { id: member.id, username: name, display_name: name, avatar: null, roles, status: 'active' as const };
  await core.get(Transactions).run((session) => core.get(MembersRepository).apply(session, state, version));
  return member;
}
