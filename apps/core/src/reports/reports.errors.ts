import { defineErrors } from '@dongbaejul/contracts';

export const ReportErrors = defineErrors({
  REPORT_NOT_FOUND: { kind: 'not-found', ko: '신고를 찾을 수 없습니다.', en: 'There is no such report.' },
  REPORT_TARGET_NOT_FOUND: {
    kind: 'not-found',
    ko: '신고할 대상을 찾을 수 없습니다. 이미 삭제되었거나 숨겨졌을 수 있습니다.',
    en: 'There is nothing to report here. It may have been deleted or hidden already.',
  },
  REPORT_ONESELF: {
    kind: 'unprocessable',
    ko: '자기 자신이나 자신이 쓴 내용은 신고할 수 없습니다.',
    en: 'You cannot report yourself or what you wrote.',
  },
  REPORT_ALREADY_MADE: {
    kind: 'conflict',
    ko: '이미 신고하셨습니다. 운영진이 확인하고 있습니다.',
    en: 'You have reported this already. Staff are looking into it.',
  },
  REPORT_ALREADY_DECIDED: {
    kind: 'conflict',
    ko: '이미 처리된 신고입니다. 새로고침한 뒤 다시 확인해 주세요.',
    en: 'This report has been decided already. Reload and look again.',
  },
  REPORT_NOTHING_TO_RESTORE: {
    kind: 'conflict',
    ko: '숨겨진 상태가 아니어서 다시 공개할 것이 없습니다.',
    en: 'It is not hidden, so there is nothing to show again.',
  },
  REPORT_TARGET_GONE: {
    kind: 'conflict',
    ko: '대상이 그 사이 삭제되었습니다. 아직 처리되지 않은 신고라면 종결(dismiss)해 주세요.',
    en: 'It has been deleted meanwhile. If the report is still open, dismiss it.',
  },
  REPORT_MEMBER_NOT_HIDEABLE: {
    kind: 'unprocessable',
    ko: '회원은 숨길 수 없습니다. 관리자에게 이용 정지를 요청한 뒤 신고를 종결(dismiss)해 주세요.',
    en: 'A member cannot be hidden. Have an admin block the account, then dismiss the report.',
  },
  REPORT_ABOUT_ONESELF: {
    kind: 'forbidden',
    ko: '자신에 대한 신고는 다른 운영진이 처리해야 합니다.',
    en: 'Other staff have to decide on what you are reported for.',
  },
});
