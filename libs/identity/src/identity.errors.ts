import { defineErrors } from '@dongbaejul/contracts';

export const IdentityErrors = defineErrors({
  TOKEN_INVALID: { kind: 'unauthorized', ko: '유효하지 않은 토큰입니다.', en: 'The access token is not valid.' },
  TOKEN_EXPIRED: {
    kind: 'unauthorized',
    ko: '토큰이 만료되었습니다. 다시 로그인하거나 갱신해 주세요.',
    en: 'The access token has expired. Refresh it or sign in again.',
  },
  TOKEN_STALE: {
    kind: 'unauthorized',
    ko: '계정 정보가 바뀌었습니다. 토큰을 갱신해 주세요.',
    en: 'The account has changed since. Refresh the access token.',
  },
  SESSION_ENDED: {
    kind: 'unauthorized',
    ko: '종료된 세션입니다. 다시 로그인해 주세요.',
    en: 'This session has ended. Please sign in again.',
  },
  ROLE_REQUIRED: { kind: 'forbidden', ko: '권한이 없습니다.', en: 'Your role does not allow this.' },
  SECOND_FACTOR_REQUIRED: {
    kind: 'forbidden',
    ko: '이 권한은 2단계 인증을 마친 로그인에서만 쓸 수 있습니다. POST /auth/mfa/totp로 2단계 인증을 설정해 주세요. 이미 설정했다면 다시 로그인해 주세요.',
    en: 'Your role counts only after a sign-in with a second factor. Set one up at POST /auth/mfa/totp; where you have one, sign in again.',
  },
  NOT_ADMITTED: {
    kind: 'forbidden',
    ko: '가입 승인을 기다리고 있습니다. 승인 후 이용할 수 있습니다.',
    en: 'Your account is waiting to be admitted.',
  },
  NOT_THROUGH_GATEWAY: {
    kind: 'unauthorized',
    ko: '게이트웨이를 통하지 않은 요청입니다.',
    en: 'The request did not come through the gateway.',
  },
  AUTH_UNAVAILABLE: {
    kind: 'unavailable',
    ko: '인증 서비스를 잠시 이용할 수 없습니다. 잠시 후 다시 시도해 주세요.',
    en: 'Sign-in checks are briefly unavailable. Please try again.',
  },
});
