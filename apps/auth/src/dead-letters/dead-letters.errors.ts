import { defineErrors } from '@dongbaejul/contracts';

export const DeadLetterErrors = defineErrors({
  DEAD_LETTER_DISMISSED: {
    kind: 'conflict',
    ko: '종결하기로 한 이벤트입니다. 다시 종결하면 마무리됩니다.',
    en: 'This event was dismissed. Dismiss it again to end what is left of it.',
  },
  DEAD_LETTER_REPLAYED: {
    kind: 'conflict',
    ko: '방금 다시 실행된 이벤트입니다. 다시 실패하면 그때 종결할 수 있습니다.',
    en: 'This event was just replayed. Should it fail again, it can be dismissed then.',
  },
  AUDIT_NOT_DISMISSIBLE: {
    kind: 'unprocessable',
    ko: '감사 로그의 이벤트는 종결할 수 없습니다. 원인을 고친 뒤 다시 실행해 주세요.',
    en: 'An event of the audit log cannot be dismissed. Mend the cause, then replay it.',
  },
});
