import { defineErrors } from '@dongbaejul/contracts';

export const RosterErrors = defineErrors({
  ROSTER_MATCH_NOT_FOUND: {
    kind: 'not-found',
    ko: '명단에서 찾을 수 없습니다.',
    en: 'There is no such entry in the roster.',
  },
  ROSTER_MATCH_DECIDED: {
    kind: 'conflict',
    ko: '이미 결정된 회원입니다. 다른 회원과 같은 사람이라면 관리자가 두 계정을 합쳐야 합니다.',
    en: 'This was decided already. If it is the same person as another member, an administrator can merge the accounts.',
  },
  ROSTER_MEMBER_TAKEN: {
    kind: 'conflict',
    ko: '이 회원은 이미 명단의 다른 사람과 연결되어 있습니다.',
    en: 'This member is somebody else in the roster already.',
  },
  ROSTER_MEMBER_UNKNOWN: {
    kind: 'unprocessable',
    ko: '활동 중인 회원이 아닙니다. 후보 중에서 골라 주세요.',
    en: 'This is not an active member. Choose one of the candidates.',
  },
});
