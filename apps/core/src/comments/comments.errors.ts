import { defineErrors } from '@dongbaejul/contracts';

export const CommentErrors = defineErrors({
  COMMENT_NOT_FOUND: { kind: 'not-found', ko: '댓글을 찾을 수 없습니다.', en: 'There is no such comment.' },
  PARENT_COMMENT_NOT_FOUND: {
    kind: 'not-found',
    ko: '답글을 달 댓글을 찾을 수 없습니다.',
    en: 'The comment to reply to does not exist on this post.',
  },
  COMMENT_HIDDEN: {
    kind: 'conflict',
    ko: '운영진이 숨긴 댓글은 수정할 수 없습니다.',
    en: 'Staff have hidden this comment, so it cannot be edited.',
  },
  COMMENT_NOT_YOURS: {
    kind: 'forbidden',
    ko: '댓글 작성자만 할 수 있습니다.',
    en: 'Only the author of the comment may do this.',
  },
  COMMENT_OWNED_BY_BAND: {
    kind: 'forbidden',
    ko: 'BAND에서 가져온 댓글은 BAND에서만 수정할 수 있습니다.',
    en: 'This comment came from BAND and can be edited there only.',
  },
});
