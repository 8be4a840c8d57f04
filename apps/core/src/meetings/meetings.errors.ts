import { defineErrors } from '@dongbaejul/contracts';

export const MeetingErrors = defineErrors({
  MEETING_NOT_FOUND: { kind: 'not-found', ko: '모임을 찾을 수 없습니다.', en: 'There is no such meeting.' },
  MEETING_NOT_YOURS: {
    kind: 'forbidden',
    ko: '모임을 연 사람이나 운영진만 할 수 있습니다.',
    en: 'Only the host of the meeting or staff may do this.',
  },
  REGULAR_MEETING_STAFF_ONLY: {
    kind: 'forbidden',
    ko: '정모와 반복 모임은 운영진만 만들 수 있습니다. 번개로 열어 주세요.',
    en: 'Only staff may create regular or recurring meetings; anybody may call a flash meeting.',
  },
  MEETING_CANCELLED: {
    kind: 'conflict',
    ko: '취소된 모임입니다.',
    en: 'This meeting has been cancelled.',
  },
  MEETING_OVER: { kind: 'conflict', ko: '이미 끝난 모임입니다.', en: 'This meeting is over.' },
  MEETING_FULL_FOR_GUESTS: {
    kind: 'conflict',
    ko: '남은 자리가 모자라 동반 게스트를 더 추가할 수 없습니다.',
    en: 'There are not enough places left for more guests.',
  },
});
