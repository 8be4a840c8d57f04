import { defineErrors } from '@dongbaejul/contracts';

export const PublishingErrors = defineErrors({
  BAND_PUBLISHED_ALREADY: {
    kind: 'conflict',
    ko: '이미 BAND에 올렸거나 올리는 중입니다.',
    en: 'This is at BAND already, or on its way there.',
  },
  PUBLICATION_NOT_FOUND: {
    kind: 'not-found',
    ko: 'BAND 게시 기록을 찾을 수 없습니다.',
    en: 'There is no such publication.',
  },
  BAND_PUBLISH_NOT_SEEN: {
    kind: 'bad-upstream',
    ko: 'BAND에 여러 번 올렸지만 글이 보이지 않습니다. BAND에서 확인한 뒤 다시 올려 주세요.',
    en: 'BAND was asked several times and shows no such post. Look there, then publish it again.',
  },
});
