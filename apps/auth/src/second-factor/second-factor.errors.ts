import { defineErrors } from '@dongbaejul/contracts';

export const SecondFactorErrors = defineErrors({
  SECOND_FACTOR_ON: {
    kind: 'conflict',
    ko: '2단계 인증이 이미 켜져 있습니다.',
    en: 'A second factor is on already.',
  },
  SECOND_FACTOR_OFF: {
    kind: 'conflict',
    ko: '2단계 인증 설정을 먼저 시작해 주세요.',
    en: 'There is no second factor. Begin with POST /auth/mfa/totp.',
  },
  SECOND_FACTOR_MANDATORY: {
    kind: 'conflict',
    ko: '운영 권한이 있는 계정은 2단계 인증을 끌 수 없습니다.',
    en: 'Your role requires a second factor; it cannot be turned off.',
  },
  CODE_WRONG: {
    kind: 'forbidden',
    ko: '인증 코드가 올바르지 않습니다. 새 코드로 다시 시도해 주세요.',
    en: 'The code is not right, or was used already. Try the next one.',
  },
  MFA_TOKEN_INVALID: {
    kind: 'unauthorized',
    ko: '로그인 시간이 지났거나 시도 횟수를 초과했습니다. 처음부터 다시 로그인해 주세요.',
    en: 'This sign-in has expired, was finished, or had too many wrong codes. Please sign in again.',
  },
});
