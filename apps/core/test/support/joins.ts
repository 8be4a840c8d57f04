import type { EventEnvelope, Role } from '@dongbaejul/contracts';
import { Transactions } from '@dongbaejul/persistence';
import { MembersEvents } from '../../src/members/members.events';
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
  const event = { payload: state, version } as EventEnvelope<'auth.member.changed'>;
  await core.get(Transactions).run((session) => core.get(MembersEvents).onMemberChanged(event, session));
  return member;
}
