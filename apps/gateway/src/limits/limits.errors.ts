import { defineErrors } from '@dongbaejul/contracts';

/** With the Korean sentences of seeds/000. */
export const LimitErrors = defineErrors({
  TOO_MANY_REQUESTS: {
    kind: 'limit',
    ko: '너무 많은 요청이 감지되었습니다. 나중에 다시 시도해주세요.',
    en: 'Too many requests. Please try again later.',
  },
  TOO_MANY_UPLOADS: {
    kind: 'limit',
    ko: '파일 업로드 횟수를 초과했습니다. 1시간 후 다시 시도해주세요.',
    en: 'Too many uploads. Please try again in an hour.',
  },
});
