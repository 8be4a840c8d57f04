import { defineErrors } from '@dongbaejul/contracts';

export const PostErrors = defineErrors({
  POST_NOT_FOUND: { kind: 'not-found', ko: '게시글을 찾을 수 없습니다.', en: 'There is no such post.' },
  POST_NOT_PUBLISHED: {
    kind: 'conflict',
    ko: '아직 게시하지 않은 글입니다.',
    en: 'This post has not been published yet.',
  },
  POST_HIDDEN: {
    kind: 'conflict',
    ko: '운영진이 숨긴 글이라 지금은 할 수 없습니다.',
    en: 'Staff have hidden this post, so this is not possible now.',
  },
  POST_NOT_YOURS: {
    kind: 'forbidden',
    ko: '작성자만 할 수 있습니다.',
    en: 'Only the author may do this.',
  },
  POST_OWNED_BY_BAND: {
    kind: 'forbidden',
    ko: 'BAND에서 가져온 글은 BAND에서만 수정할 수 있습니다.',
    en: 'This post came from BAND and can be edited there only.',
  },
  NOTICE_STAFF_ONLY: {
    kind: 'forbidden',
    ko: '공지는 운영진만 작성할 수 있습니다.',
    en: 'Only staff may write notices.',
  },
  PINNING_STAFF_ONLY: {
    kind: 'forbidden',
    ko: '글 고정은 운영진만 할 수 있습니다.',
    en: 'Only staff may pin posts.',
  },
});
