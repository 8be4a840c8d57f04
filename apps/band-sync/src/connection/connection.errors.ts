import { defineErrors } from '@dongbaejul/contracts';

export const ConnectionErrors = defineErrors({
  BAND_NOT_CONNECTED: {
    kind: 'conflict',
    ko: '연결된 BAND 계정이 없습니다. 관리자가 먼저 BAND 계정을 연결해야 합니다.',
    en: 'No BAND account is connected. An administrator has to connect one first.',
  },
  BAND_CODE_REFUSED: {
    kind: 'unprocessable',
    ko: 'BAND 인증 코드가 만료되었거나 이미 사용되었습니다. 연결을 처음부터 다시 시작해 주세요.',
    en: 'The code from BAND has expired or was used already. Start connecting again.',
  },
  BAND_CONNECT_STATE_INVALID: {
    kind: 'unprocessable',
    ko: '연결 요청이 만료되었거나 다른 사람이 시작했습니다. 연결을 처음부터 다시 시작해 주세요.',
    en: 'This connection attempt has expired or was started by someone else. Start connecting again.',
  },
  BAND_REDIRECT_NOT_ALLOWED: {
    kind: 'input',
    ko: '허용되지 않은 redirect_uri입니다.',
    en: 'This redirect_uri is not allowed.',
  },
});
