import { defineErrors } from '@dongbaejul/contracts';

export const BandLoginErrors = defineErrors({
  BAND_REDIRECT_NOT_ALLOWED: {
    kind: 'input',
    ko: '허용되지 않은 redirect_uri입니다.',
    en: 'This redirect_uri is not allowed.',
  },
  BAND_NOT_OUR_CLUB: {
    kind: 'input',
    ko: '우리 클럽의 band_code가 아닙니다.',
    en: 'This band_code is not that of our club.',
  },
  BAND_STATE_INVALID: {
    kind: 'unauthorized',
    ko: '로그인 요청이 만료되었거나 올바르지 않습니다. 처음부터 다시 시도해 주세요.',
    en: 'This sign-in has expired, was used already, or was not begun here. Please start again.',
  },
  BAND_VERIFIER_INVALID: {
    kind: 'unauthorized',
    ko: '로그인을 시작한 앱에서만 완료할 수 있습니다. 처음부터 다시 시도해 주세요.',
    en: 'code_verifier does not match the code_challenge that this sign-in began with.',
  },
  BAND_LINKED_ELSEWHERE: {
    kind: 'conflict',
    ko: '이 BAND 회원은 다른 계정에 연결되어 있습니다. 운영진에게 계정 통합을 요청해 주세요.',
    en: 'This person at BAND has another account here. Ask the staff to merge the two.',
  },
  BAND_LINKED_ALREADY: {
    kind: 'conflict',
    ko: '이 계정에는 이미 다른 BAND 회원이 연결되어 있습니다.',
    en: 'Your account belongs to another person at BAND already.',
  },
  BAND_NOT_LINKED: {
    kind: 'conflict',
    ko: '연결된 BAND 계정이 없습니다.',
    en: 'BAND is not linked to your account.',
  },
  BAND_UNLINKED: {
    kind: 'forbidden',
    ko: 'BAND 로그인이 해제된 계정입니다. 비밀번호로 로그인한 뒤 다시 연결해 주세요.',
    en: 'Sign-in by BAND was unlinked from this account. Sign in with the password and link it again.',
  },
  BAND_DENIED: {
    kind: 'unauthorized',
    ko: 'BAND에서 로그인이 승인되지 않았습니다. 다시 시도해 주세요.',
    en: 'BAND did not accept this sign-in. Please try again.',
  },
  BAND_BUSY: {
    kind: 'unavailable',
    ko: 'BAND 이용량이 많아 잠시 로그인할 수 없습니다. 잠시 후 다시 시도해 주세요.',
    en: 'BAND limits our requests at the moment. Please try again later.',
  },
  BAND_UNAVAILABLE: {
    kind: 'unavailable',
    ko: 'BAND에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요.',
    en: 'BAND cannot be reached. Please try again later.',
  },
});
