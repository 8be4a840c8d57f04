import { defineErrors } from '@dongbaejul/contracts';

export const SignInErrors = defineErrors({
  WRONG_CREDENTIALS: {
    kind: 'unauthorized',
    ko: '이메일(사용자 이름) 또는 비밀번호가 올바르지 않습니다.',
    en: 'The e-mail address (or username) or the password is not right.',
  },
  /** The Korean sentence is seeds/000's. */
  TOO_MANY_SIGN_INS: {
    kind: 'limit',
    ko: '로그인 시도 횟수를 초과했습니다. 15분 후 다시 시도해주세요.',
    en: 'Too many failed sign-ins. Please try again in 15 minutes.',
  },
});
