import { defineErrors } from '@dongbaejul/contracts';

export const RoomErrors = defineErrors({
  ROOM_NOT_FOUND: {
    kind: 'not-found',
    ko: '채팅방을 찾을 수 없습니다.',
    en: 'There is no such room, or you are not in it.',
  },
  GLOBAL_ROOM_EXISTS: {
    kind: 'conflict',
    ko: '전체 채팅방은 이미 있습니다.',
    en: 'There is one global room, and it exists already.',
  },
  ROOM_OWNER_ONLY: { kind: 'forbidden', ko: '방장만 할 수 있습니다.', en: 'Only the owner of the room may do this.' },
  ROOM_KIND_FIXED: {
    kind: 'conflict',
    ko: '그룹 채팅방에서만 할 수 있습니다.',
    en: 'This is possible in a group room only.',
  },
  ROOM_FULL: { kind: 'conflict', ko: '채팅방 정원이 찼습니다.', en: 'The room is full.' },
  PARTICIPANT_UNKNOWN: {
    kind: 'unprocessable',
    ko: '초대할 수 없는 회원이 있습니다.',
    en: 'Somebody among the participants is not an active member.',
  },
});
