import { defineErrors } from '@dongbaejul/contracts';

export const PrivacyErrors = defineErrors({
  PASSWORD_REQUIRED: {
    kind: 'input',
    ko: '탈퇴하려면 비밀번호를 입력해 주세요.',
    en: 'Please give your password to close the account.',
  },
});
