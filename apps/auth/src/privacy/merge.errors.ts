import { defineErrors } from '@dongbaejul/contracts';

export const MergeErrors = defineErrors({
  MERGE_SAME_ACCOUNT: {
    kind: 'input',
    ko: '같은 계정을 합칠 수 없습니다.',
    en: 'An account cannot be merged with itself.',
  },
  MERGE_TWO_BAND_PEOPLE: {
    kind: 'conflict',
    ko: '두 계정이 서로 다른 BAND 회원입니다. BAND에서 두 사람은 한 계정이 될 수 없습니다.',
    en: 'The two accounts are two people at BAND, and one account is one person there.',
  },
});
