import { defineErrors } from '@dongbaejul/contracts';

export const MessageErrors = defineErrors({
  MESSAGE_NOT_FOUND: { kind: 'not-found', ko: '메시지를 찾을 수 없습니다.', en: 'There is no such message.' },
  MESSAGE_NOT_YOURS: {
    kind: 'forbidden',
    ko: '메시지 작성자만 할 수 있습니다.',
    en: 'Only the author of the message may do this.',
  },
  MESSAGE_HIDDEN: {
    kind: 'conflict',
    ko: '운영진이 숨긴 메시지입니다. 삭제만 할 수 있습니다.',
    en: 'Staff have hidden the message; it can only be deleted.',
  },
  MESSAGE_EMPTY: {
    kind: 'input',
    ko: '내용이나 첨부 파일이 있어야 합니다.',
    en: 'A message needs a text or an attachment.',
  },
  REPLY_NOT_FOUND: {
    kind: 'not-found',
    ko: '답장할 메시지를 찾을 수 없습니다.',
    en: 'The message to reply to is not in this room.',
  },
  TOO_MANY_REACTIONS: {
    kind: 'conflict',
    ko: '한 메시지에 달 수 있는 이모지 종류가 가득 찼습니다.',
    en: 'The message has as many kinds of reactions as it can hold.',
  },
});
