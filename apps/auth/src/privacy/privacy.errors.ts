import { defineErrors } from '@dongbaejul/contracts';

export const PrivacyErrors = defineErrors({
  PASSWORD_REQUIRED: {
    kind: 'input',
    ko: '탈퇴하려면 비밀번호를 입력해 주세요.',
    en: 'Please give your password to close the account.',
  },
  EXPORT_TOO_LARGE: {
    kind: 'unprocessable',
    ko: '데이터가 너무 많아 한 번에 내려받을 수 없습니다. 운영진에게 문의해 주세요.',
    en: 'There is too much for one archive. Please ask the club’s staff for it.',
  },
});
