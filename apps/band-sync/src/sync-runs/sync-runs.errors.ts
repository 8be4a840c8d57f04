import { defineErrors } from '@dongbaejul/contracts';

export const SyncErrors = defineErrors({
  SYNC_ALREADY_RUNNING: {
    kind: 'conflict',
    ko: '이미 동기화가 진행 중입니다.',
    en: 'A sync is running already.',
  },
  SYNC_RUN_NOT_FOUND: { kind: 'not-found', ko: '동기화 기록을 찾을 수 없습니다.', en: 'There is no such sync run.' },
  SYNC_RUN_ENDED: { kind: 'conflict', ko: '이미 끝난 동기화입니다.', en: 'This sync run has ended already.' },
  SYNC_INTERRUPTED: {
    kind: 'internal',
    ko: '동기화가 같은 지점에서 여러 번 중단되었습니다. 개발 담당자에게 알려 주세요.',
    en: 'The sync was interrupted several times at the same point. Please tell the developers.',
  },
  SYNC_LIST_NOT_WHOLE: {
    kind: 'bad-upstream',
    ko: 'BAND가 목록을 모두 보여 주지 않은 것 같습니다. 사라진 것으로 보이는 항목은 지우지 않았고, 다음 동기화에서 다시 확인합니다.',
    en: 'BAND does not seem to have shown the whole list. What was missing from it was not taken for gone; the next sync looks again.',
  },
  SYNC_FAILED: {
    kind: 'internal',
    ko: '동기화 중 예상하지 못한 오류가 발생했습니다. 개발 담당자에게 알려 주세요.',
    en: 'The sync met an error that nobody expected. Please tell the developers.',
  },
});
