import { defineErrors } from '@dongbaejul/contracts';

export const SessionErrors = defineErrors({
  SESSION_NOT_FOUND: {
    kind: 'not-found',
    ko: '해당 로그인 세션을 찾을 수 없습니다.',
    en: 'There is no such session of yours.',
  },
  ORIGIN_NOT_ALLOWED: {
    kind: 'forbidden',
    ko: '허용되지 않은 웹 페이지에서 보낸 요청입니다.',
    en: 'A page of this origin may not use the refresh cookie.',
  },
  REFRESH_TOKEN_INVALID: {
    kind: 'unauthorized',
    ko: '로그인 정보가 만료되었거나 올바르지 않습니다. 다시 로그인해 주세요.',
    en: 'The refresh token is not valid any more. Please sign in again.',
  },
  REFRESH_TOKEN_REUSED: {
    kind: 'unauthorized',
    ko: '이미 사용된 로그인 정보입니다. 보안을 위해 이 기기의 로그인을 종료했습니다. 다시 로그인해 주세요.',
    en: 'This refresh token was used before. The session was ended for safety. Please sign in again.',
  },
});
