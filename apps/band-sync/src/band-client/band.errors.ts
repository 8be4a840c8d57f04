import { defineErrors } from '@dongbaejul/contracts';

/** What went wrong at BAND, in words for the operator who reads a run's record. */
export const BandErrors = defineErrors({
  BAND_APP_QUOTA: {
    kind: 'unavailable',
    ko: '앱의 BAND 호출 한도를 모두 사용했습니다. 한도가 풀리면 자동으로 이어서 진행합니다.',
    en: "The app has used up its BAND calls. The sync goes on by itself when BAND's quota is free again.",
  },
  BAND_USER_QUOTA: {
    kind: 'unavailable',
    ko: '연결된 BAND 계정의 호출 한도를 모두 사용했습니다. 한도가 풀리면 자동으로 이어서 진행합니다.',
    en: 'The connected BAND account has used up its calls. The sync goes on by itself when the quota is free again.',
  },
  BAND_TOO_FAST: {
    kind: 'unavailable',
    ko: 'BAND가 호출 간격을 제한하고 있어 여러 번 기다렸지만 계속할 수 없었습니다. 잠시 후 다시 실행해 주세요.',
    en: 'BAND asked for slower calls, and waiting did not help. Start the sync again in a while.',
  },
  BAND_TOKEN_REFUSED: {
    kind: 'unprocessable',
    ko: 'BAND 연결이 만료되었거나 해제되었습니다. 관리자가 BAND 계정을 다시 연결해야 합니다.',
    en: 'BAND no longer accepts the connection. An administrator has to connect the BAND account again.',
  },
  BAND_FORBIDDEN: {
    kind: 'unprocessable',
    ko: '연결된 BAND 계정에 이 작업의 권한이 없습니다. 앱 권한 동의를 확인해 주세요.',
    en: 'The connected BAND account may not do this. Check which permissions were granted to the app.',
  },
  BAND_NOT_A_MEMBER: {
    kind: 'unprocessable',
    ko: '연결된 BAND 계정이 우리 밴드의 멤버가 아닙니다. 멤버인 계정으로 다시 연결해 주세요.',
    en: "The connected BAND account is not in the club's band. Connect an account that is.",
  },
  BAND_LEADERS_ONLY: {
    kind: 'unprocessable',
    ko: '밴드 리더만 할 수 있는 작업입니다. 리더 계정으로 연결해 주세요.',
    en: 'Only leaders of the band may do this. Connect a leader’s account.',
  },
  BAND_REQUEST_REFUSED: {
    kind: 'bad-upstream',
    ko: 'BAND가 요청을 거절했습니다. 개발 담당자에게 알려 주세요.',
    en: 'BAND refused the request as wrong. Please tell the developers.',
  },
  BAND_BAD_REPLY: {
    kind: 'bad-upstream',
    ko: 'BAND가 읽을 수 없는 응답을 보냈습니다. 그때까지의 내용은 저장되었으니 잠시 후 다시 실행해 주세요.',
    en: 'BAND answered something unreadable. What was read before is kept; start the sync again in a while.',
  },
  BAND_UNREACHABLE: {
    kind: 'unavailable',
    ko: 'BAND에 연결할 수 없습니다. 그때까지의 내용은 저장되었으니 잠시 후 다시 실행해 주세요.',
    en: 'BAND cannot be reached. What was read before is kept; start the sync again in a while.',
  },
  BAND_TIMEOUT: {
    kind: 'timeout',
    ko: 'BAND가 제시간에 응답하지 않았습니다. 그때까지의 내용은 저장되었으니 잠시 후 다시 실행해 주세요.',
    en: 'BAND did not answer in time. What was read before is kept; start the sync again in a while.',
  },
  BAND_FAILED: {
    kind: 'bad-upstream',
    ko: 'BAND가 알 수 없는 오류로 응답했습니다. 잠시 후 다시 실행해 주세요.',
    en: 'BAND answered with an error of its own. Start the sync again in a while.',
  },
});
