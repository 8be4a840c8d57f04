import { defineErrors } from '@dongbaejul/contracts';
import type { Member } from './member.schema';

export const MemberErrors = defineErrors({
  MEMBER_NOT_ACTIVE: {
    kind: 'forbidden',
    ko: '탈퇴했거나 이용이 정지된 계정으로는 할 수 없습니다.',
    en: 'An account that was closed or blocked cannot do this.',
  },
});

/**
 * For requests that were under way when the account was closed, merged or blocked. Who is not known yet, or was let in
 * a moment ago, is not refused: the token says that they are in.
 * @throws MEMBER_NOT_ACTIVE
 */
export function assertNotGone(member: Pick<Member, 'status'> | undefined): void {
  if (member?.status === 'closed' || member?.status === 'blocked') throw MemberErrors.MEMBER_NOT_ACTIVE();
}
