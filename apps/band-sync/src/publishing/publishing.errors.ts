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
  BAND_PUBLISH_UNKNOWN: {
    kind: 'bad-upstream',
    ko: 'BAND에 글이 올라갔는지 확인할 수 없습니다. BAND에서 직접 확인한 뒤, 글이 있으면 그 글을 지정하고 없으면 다시 올려 주세요.',
    en: 'It cannot be told whether BAND has this post. Look there: if it is there say which one it is, if not post it again.',
  },
  PUBLICATION_NOT_UNKNOWN: {
    kind: 'conflict',
    ko: 'BAND에 올라갔는지 확인할 수 없는 글만 결정할 수 있습니다. 아직 확인 중이면 조금 기다려 주세요.',
    en: 'Only a publication of which nobody knows whether BAND has it can be decided. One that is still looked for takes a while.',
  },
  BAND_POST_TAKEN: {
    kind: 'conflict',
    ko: '이 BAND 글은 이미 다른 게시 기록의 글입니다.',
    en: 'This post at BAND belongs to another publication already.',
  },
});
