import { defineErrors } from '@dongbaejul/contracts';

export const GameErrors = defineErrors({
  GAME_NOT_FOUND: { kind: 'not-found', ko: '경기를 찾을 수 없습니다.', en: 'There is no such game.' },
  GAME_MEETING_NOT_FOUND: {
    kind: 'unprocessable',
    ko: '경기를 넣을 모임을 찾을 수 없습니다.',
    en: 'The meeting of the game does not exist.',
  },
  GAME_HOST_ONLY: {
    kind: 'forbidden',
    ko: '경기 주최자나 운영진만 할 수 있습니다.',
    en: 'Only the host of the game or staff may do this.',
  },
  GAME_PLAYERS_ONLY: {
    kind: 'forbidden',
    ko: '주최자, 운영진, 참가자만 점수를 기록할 수 있습니다.',
    en: 'Only the host, staff and players of the game may keep its score.',
  },
  GAME_NOT_SCHEDULED: {
    kind: 'conflict',
    ko: '이미 시작했거나 끝난 경기입니다.',
    en: 'The game has begun or is over.',
  },
  GAME_TOO_EARLY: {
    kind: 'conflict',
    ko: '경기는 예정 시각 24시간 전부터 시작할 수 있습니다. 일정이 바뀌었다면 먼저 경기 시각을 고쳐 주세요.',
    en: 'A game can begin from 24 hours before its time; if it was moved, change its date first.',
  },
  GAME_NOT_ONGOING: { kind: 'conflict', ko: '진행 중인 경기가 아닙니다.', en: 'The game is not being played.' },
  GAME_NOT_COMPLETED: { kind: 'conflict', ko: '완료된 경기가 아닙니다.', en: 'The game has not been completed.' },
  GAME_OVER: { kind: 'conflict', ko: '끝났거나 취소된 경기입니다.', en: 'The game is over or was cancelled.' },
  GAME_JOIN_CLOSED: {
    kind: 'conflict',
    ko: '참가 신청이 마감되었습니다. 주최자에게 문의해 주세요.',
    en: 'The deadline for joining has passed. Ask the host.',
  },
  GAME_ALREADY_JOINED: {
    kind: 'conflict',
    ko: '이미 신청한 경기입니다. 동반 손님을 바꾸려면 취소한 뒤 다시 신청해 주세요.',
    en: 'You are in already. To bring other guests, leave and join again.',
  },
  GAME_NOT_JOINED: { kind: 'conflict', ko: '참가하지 않은 경기입니다.', en: 'This member is not in the game.' },
  GAME_FULL: {
    kind: 'conflict',
    ko: '대기자가 너무 많아 더 이상 신청할 수 없습니다.',
    en: 'Too many wait for this game already.',
  },
  GAME_PARTY_TOO_LARGE: {
    kind: 'unprocessable',
    ko: '동반 인원이 경기 정원보다 많습니다.',
    en: 'The party is larger than the game has places.',
  },
  GAME_TOO_SMALL: {
    kind: 'conflict',
    ko: '이미 참가한 인원보다 정원을 줄일 수 없습니다.',
    en: 'More have joined than the game would have places.',
  },
  GAME_MEMBER_UNKNOWN: {
    kind: 'unprocessable',
    ko: '활동 중인 회원이 아닙니다.',
    en: 'There is no such active member.',
  },
  GAME_TEAMS_INVALID: {
    kind: 'unprocessable',
    ko: '팀은 서로 다른 참가자로, 경기 종류에 맞는 인원이어야 합니다.',
    en: 'Teams are distinct participants, as many a side as the type of game says.',
  },
  GAME_TOO_FEW_PLAYERS: {
    kind: 'conflict',
    ko: '경기를 시작하기에 참가자가 부족합니다.',
    en: 'There are too few players for this game.',
  },
  GAME_COURT_REQUIRED: {
    kind: 'input',
    ko: '경기를 시작할 코트를 알려 주세요.',
    en: 'Say on which court the game begins.',
  },
  GAME_COURT_UNKNOWN: {
    kind: 'unprocessable',
    ko: '이 모임에 없는 코트입니다. 모임에 등록된 코트의 이름이나 id를 보내 주세요.',
    en: 'The meeting has no such court. Send the name or the id of one of its courts.',
  },
  COURT_BUSY: { kind: 'conflict', ko: '이미 경기 중인 코트입니다.', en: 'A game is being played on this court.' },
  PLAYER_BUSY: {
    kind: 'conflict',
    ko: '다른 경기를 하고 있는 참가자가 있습니다. 그 경기가 끝나야 시작할 수 있습니다.',
    en: 'A player of this game is playing another one, which has to end first.',
  },
  SCORE_IMPOSSIBLE: {
    kind: 'unprocessable',
    ko: '경기 규칙상 나올 수 없는 점수입니다.',
    en: 'This score cannot come about under the rule of the game.',
  },
  SCORE_SET_ORDER: {
    kind: 'unprocessable',
    ko: '앞 세트가 끝나지 않았거나 승부가 이미 났습니다.',
    en: 'An earlier set is not over, or the match is decided already.',
  },
  SCORE_UNDECIDED: {
    kind: 'unprocessable',
    ko: '아직 승부가 나지 않았습니다. 기권이나 부전승이면 result로 알려 주세요.',
    en: 'The match is not decided. If a side gave up or did not play, say so in result.',
  },
  SCORE_DIFFERS: {
    kind: 'unprocessable',
    ko: '최종 점수가 기록된 세트와 다릅니다.',
    en: 'The final score differs from the sets that were recorded.',
  },
  WINNER_DIFFERS: {
    kind: 'unprocessable',
    ko: '승자가 세트 점수와 맞지 않습니다.',
    en: 'The winner does not agree with the sets.',
  },
  WINNER_REQUIRED: {
    kind: 'unprocessable',
    ko: '기권이나 부전승이면 승자를 알려 주세요.',
    en: 'Where a side gave up or did not play, say who won.',
  },
  MVP_NOT_A_PARTICIPANT: {
    kind: 'unprocessable',
    ko: 'MVP는 경기 참가자여야 합니다.',
    en: 'The MVP has to be a participant.',
  },
  GAME_STATS_TOO_LARGE: {
    kind: 'unprocessable',
    ko: 'game_stats는 10KB 이하여야 합니다.',
    en: 'game_stats may have 10 KB at most.',
  },
  CHECK_IN_CLOSED: {
    kind: 'conflict',
    ko: '출석 체크는 경기 2시간 전부터 할 수 있습니다.',
    en: 'Checking in is possible from two hours before the game.',
  },
});
