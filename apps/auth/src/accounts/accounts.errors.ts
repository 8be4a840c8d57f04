import { defineErrors } from '@dongbaejul/contracts';

export const AccountErrors = defineErrors({
  EMAIL_TAKEN: { kind: 'conflict', ko: '이미 사용 중인 이메일입니다.', en: 'This e-mail address is already in use.' },
  USERNAME_TAKEN: { kind: 'conflict', ko: '이미 사용 중인 사용자 이름입니다.', en: 'This username is already in use.' },
  MEMBER_NOT_FOUND: { kind: 'not-found', ko: '회원을 찾을 수 없습니다.', en: 'There is no such member.' },
  ACCOUNT_CLOSED: { kind: 'forbidden', ko: '탈퇴한 계정입니다.', en: 'This account was closed.' },
  ACCOUNT_BLOCKED: {
    kind: 'forbidden',
    ko: '이용이 정지된 계정입니다. 운영진에게 문의해 주세요.',
    en: 'This account is blocked. Please contact the staff.',
  },
});
