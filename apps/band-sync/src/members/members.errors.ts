import { defineErrors } from '@dongbaejul/contracts';

export const MembersErrors = defineErrors({
  SYNC_DIRECTORY_UNAVAILABLE: {
    kind: 'unavailable',
    ko: '회원 서비스가 응답하지 않아 멤버를 저장하지 못했습니다. 그때까지의 내용은 저장되었으니 잠시 후 다시 실행해 주세요.',
    en: 'The member service did not answer, so members could not be stored. What came before is kept; start again in a while.',
  },
  SYNC_DIRECTORY_REFUSED: {
    kind: 'internal',
    ko: '회원 서비스가 BAND 멤버 정보를 거절했습니다. 개발 담당자에게 알려 주세요.',
    en: 'The member service refused what BAND told about members. Please tell the developers.',
  },
});
