import type { EventEnvelope, MemberState, Role } from '@dongbaejul/contracts';
import { Transactions } from '@dongbaejul/persistence';
import { MembersEvents } from '../../src/members/members.events';
import type { CoreUnderTest, Member } from './core-under-test';

/** What auth tells core of a member. @param version of the event, higher for a change */
export async function tellsOf(
  core: CoreUnderTest,
  member: Partial<MemberState> & { id: string },
  version = 1,
): Promise<void> {
  const name = `user-${member.id.slice(-6)}`;
  const known = {
    username: name,
    display_name: name,
    avatar: null,
    roles: ['USER' as const],
    status: 'active' as const,
  };
  const event = { payload: { ...known, ...member }, version } as EventEnvelope<'auth.member.changed'>;
  await core.get(Transactions).run((session) => core.get(MembersEvents).onMemberChanged(event, session));
}

/** Somebody of whom auth has told core: known by name and role. @param version of the event, higher for a change */
export async function joins(
  core: CoreUnderTest,
  roles: Role[] = ['USER'],
  id?: string,
  version = 1,
  username?: string,
): Promise<Member> {
  const member = core.member(roles, id);
  await tellsOf(core, { id: member.id, roles, ...(username && { username, display_name: username }) }, version);
  return member;
}
