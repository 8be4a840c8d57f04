import { defineErrors } from '@dongbaejul/contracts';

export const BoardErrors = defineErrors({
  BOARD_NOT_OPEN: {
    kind: 'conflict',
    ko: '코트 현황판은 모임 시작 3시간 전부터 끝난 뒤 6시간까지 사용할 수 있습니다.',
    en: 'The court board is open from 3 hours before the meeting until 6 hours after it.',
  },
  BOARD_PLAYER_NOT_FOUND: {
    kind: 'not-found',
    ko: '현황판에 없는 참가자입니다. 먼저 출석을 확인해 주세요.',
    en: 'This player is not on the board; check in first.',
  },
  BOARD_PLAYER_NOT_YOURS: {
    kind: 'forbidden',
    ko: '본인과 본인이 데려온 게스트만 바꿀 수 있습니다. 다른 분은 모임을 연 사람이나 운영진에게 부탁해 주세요.',
    en: 'You may do this for yourself and your guests; for others the host or staff can.',
  },
  BOARD_PLAYER_BUSY: {
    kind: 'conflict',
    ko: '지금 경기 중이거나 쉬고 있는 참가자가 있습니다.',
    en: 'One of these players is playing or pausing now.',
  },
  BOARD_PLAYER_GROUPED: {
    kind: 'conflict',
    ko: '이미 다른 고정 조에 있는 참가자가 있습니다.',
    en: 'One of these players is in another fixed group already.',
  },
  BOARD_GROUP_NOT_FOUND: { kind: 'not-found', ko: '고정 조를 찾을 수 없습니다.', en: 'There is no such group.' },
  BOARD_COURT_BUSY: {
    kind: 'conflict',
    ko: '지금 경기 중인 코트입니다.',
    en: 'A game is being played on this court.',
  },
  BOARD_COURT_NOT_FOUND: { kind: 'not-found', ko: '이 모임에 없는 코트입니다.', en: 'The meeting has no such court.' },
  PROPOSAL_GONE: {
    kind: 'conflict',
    ko: '제안이 바뀌었습니다. 현황판을 다시 확인해 주세요.',
    en: 'This proposal is no longer current; look at the board again.',
  },
});
