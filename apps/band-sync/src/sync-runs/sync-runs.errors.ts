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
  SYNC_FAILED: {
    kind: 'internal',
    ko: '동기화 중 예상하지 못한 오류가 발생했습니다. 개발 담당자에게 알려 주세요.',
    en: 'The sync met an error that nobody expected. Please tell the developers.',
  },
});
