import { defineErrors } from '@dongbaejul/contracts';

export const MuteErrors = defineErrors({
  MUTE_MEMBER_NOT_FOUND: { kind: 'not-found', ko: '회원을 찾을 수 없습니다.', en: 'There is no such member.' },
  MUTE_ONESELF: {
    kind: 'unprocessable',
    ko: '자기 자신은 차단할 수 없습니다.',
    en: 'You cannot mute yourself.',
  },
  MUTE_STAFF: {
    kind: 'forbidden',
    ko: '운영진은 차단할 수 없습니다.',
    en: 'Staff cannot be muted.',
  },
  TOO_MANY_MUTES: {
    kind: 'unprocessable',
    ko: '차단할 수 있는 회원 수를 넘었습니다.',
    en: 'You have muted as many members as possible.',
  },
});
