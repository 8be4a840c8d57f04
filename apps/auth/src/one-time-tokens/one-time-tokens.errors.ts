import { defineErrors } from '@dongbaejul/contracts';

export const OneTimeTokenErrors = defineErrors({
  LINK_INVALID: {
    kind: 'unprocessable',
    ko: '만료되었거나 이미 사용된 링크입니다. 새 메일을 요청해 주세요.',
    en: 'This link has expired or was used already. Please ask for a new mail.',
  },
});
