import { defineErrors } from '@dongbaejul/contracts';

export const InvitationErrors = defineErrors({
  INVITATION_INVALID: {
    kind: 'unprocessable',
    ko: '초대가 만료되었거나 이미 사용되었거나 올바르지 않습니다. 운영진에게 새 초대를 요청해 주세요.',
    en: 'This invitation has expired, was used up or withdrawn, or never existed. Please ask the staff for a new one.',
  },
  INVITATION_OTHER_ADDRESS: {
    kind: 'unprocessable',
    ko: '다른 이메일 주소로 보낸 초대입니다. 초대 메일을 받은 주소로 가입해 주세요.',
    en: 'This invitation went to another e-mail address. Sign up with the address that the mail came to.',
  },
  INVITATION_NOT_NEEDED: {
    kind: 'conflict',
    ko: '이미 승인된 회원입니다. 초대를 사용할 필요가 없습니다.',
    en: 'You are a member already and need no invitation.',
  },
  INVITATION_NOT_FOUND: { kind: 'not-found', ko: '초대를 찾을 수 없습니다.', en: 'There is no such invitation.' },
});
