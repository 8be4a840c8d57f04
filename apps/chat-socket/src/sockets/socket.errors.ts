import { defineErrors } from '@dongbaejul/contracts';

export const SocketErrors = defineErrors({
  EVENT_UNKNOWN: { kind: 'not-found', ko: '알 수 없는 이벤트입니다.', en: 'There is no such event.' },
  ORIGIN_REFUSED: { kind: 'forbidden', ko: '허용되지 않은 출처입니다.', en: 'This origin may not open a socket.' },
  TOO_MANY_SOCKETS: {
    kind: 'limit',
    ko: '동시에 열 수 있는 연결 수를 넘었습니다.',
    en: 'You have as many connections open as one member may have.',
  },
  SOCKET_TOO_SLOW: {
    kind: 'limit',
    ko: '연결이 느려 종료했습니다. 다시 연결해 주세요.',
    en: 'The connection reads too slowly and was closed. Please connect again.',
  },
  TOKEN_OF_ANOTHER: {
    kind: 'forbidden',
    ko: '다른 계정의 토큰입니다.',
    en: 'The token belongs to another account.',
  },
});
