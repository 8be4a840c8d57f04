import { defineErrors } from '@dongbaejul/contracts';

/** With the Korean sentence of seeds/000. */
export const LimitErrors = defineErrors({
  TOO_MANY_UPLOADS: {
    kind: 'limit',
    ko: '파일 업로드 횟수를 초과했습니다. 1시간 후 다시 시도해주세요.',
    en: 'Too many uploads. Please try again in an hour.',
  },
});
