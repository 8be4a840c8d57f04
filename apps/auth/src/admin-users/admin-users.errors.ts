import { defineErrors } from '@dongbaejul/contracts';

export const AdminUserErrors = defineErrors({
  NOT_ON_YOURSELF: {
    kind: 'forbidden',
    ko: '본인 계정에는 할 수 없습니다. 다른 관리자에게 요청해 주세요.',
    en: 'You cannot do this to your own account. Please ask another admin.',
  },
  SUPERADMIN_REQUIRED: {
    kind: 'forbidden',
    ko: '관리자와 최고관리자의 계정은 최고관리자만 변경할 수 있습니다.',
    en: 'Only a superadmin may change who is an admin or superadmin, or act on their accounts.',
  },
  LAST_SUPERADMIN: {
    kind: 'conflict',
    ko: '최고관리자가 한 명은 남아 있어야 합니다. 먼저 다른 최고관리자를 지정해 주세요.',
    en: 'One superadmin has to remain. Make somebody else a superadmin first.',
  },
  ACCOUNT_STATUS_CONFLICT: {
    kind: 'conflict',
    ko: '이 계정의 현재 상태에서는 할 수 없습니다.',
    en: 'This cannot be done to an account with this status.',
  },
});
