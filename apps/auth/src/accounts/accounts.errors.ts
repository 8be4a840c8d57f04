import { defineErrors } from '@dongbaejul/contracts';

export const AccountErrors = defineErrors({
  EMAIL_TAKEN: { kind: 'conflict', ko: '이미 사용 중인 이메일입니다.', en: 'This e-mail address is already in use.' },
  USERNAME_TAKEN: { kind: 'conflict', ko: '이미 사용 중인 사용자 이름입니다.', en: 'This username is already in use.' },
  EMAIL_NOT_VERIFIED: {
    kind: 'forbidden',
    ko: '먼저 이메일 주소를 인증해 주세요.',
    en: 'Please verify your e-mail address first.',
  },
  LAST_WAY_IN: {
    kind: 'conflict',
    ko: '마지막 로그인 방법은 해제할 수 없습니다. 먼저 다른 로그인 방법을 연결해 주세요.',
    en: 'This is the last way into your account. Link another one first.',
  },
  MEMBER_NOT_FOUND: { kind: 'not-found', ko: '회원을 찾을 수 없습니다.', en: 'There is no such member.' },
  ACCOUNT_CLOSED: { kind: 'forbidden', ko: '탈퇴한 계정입니다.', en: 'This account was closed.' },
  ACCOUNT_BLOCKED: {
    kind: 'forbidden',
    ko: '이용이 정지된 계정입니다. 운영진에게 문의해 주세요.',
    en: 'This account is blocked. Please contact the staff.',
  },
});
