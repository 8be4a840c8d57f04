import { defineErrors } from '@dongbaejul/contracts';

export const CalendarErrors = defineErrors({
  CALENDAR_NOT_FOUND: {
    kind: 'not-found',
    ko: '캘린더 주소가 바뀌었거나 올바르지 않습니다. 앱에서 새 주소를 받아 주세요.',
    en: 'This calendar address was renewed or is wrong; get the new one in the app.',
  },
});
