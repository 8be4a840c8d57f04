import { defineErrors } from '@dongbaejul/contracts';

export const RatingErrors = defineErrors({
  STATS_MEMBER_NOT_FOUND: { kind: 'not-found', ko: '회원을 찾을 수 없습니다.', en: 'There is no such member.' },
});
