import { defineErrors } from '@dongbaejul/contracts';

export const WaysInErrors = defineErrors({
  NO_EMAIL: {
    kind: 'unprocessable',
    ko: '등록된 이메일 주소가 없습니다. 먼저 이메일을 연결해 주세요.',
    en: 'Your account has no e-mail address. Link one first.',
  },
  EMAIL_ALREADY_VERIFIED: {
    kind: 'conflict',
    ko: '이미 인증된 이메일 주소입니다.',
    en: 'This e-mail address is verified already.',
  },
  PASSWORD_WRONG: {
    kind: 'forbidden',
    ko: '현재 비밀번호가 올바르지 않습니다.',
    en: 'The current password is not right.',
  },
  PASSWORD_NOT_SET: {
    kind: 'unprocessable',
    ko: '비밀번호가 아직 없습니다. 이메일을 연결한 뒤 비밀번호 재설정 메일로 만들어 주세요.',
    en: 'Your account has no password yet. Link an e-mail address, then set one by the mail of /auth/password/forgot.',
  },
});
