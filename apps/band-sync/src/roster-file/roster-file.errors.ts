import { defineErrors } from '@dongbaejul/contracts';

export const RosterFileErrors = defineErrors({
  ROSTER_NOT_MULTIPART: {
    kind: 'unsupported-media',
    ko: '명단 파일을 multipart/form-data의 file 항목으로 보내 주세요.',
    en: 'Send the roster as the file of a multipart/form-data request.',
  },
  ROSTER_FILE_MISSING: {
    kind: 'input',
    ko: '명단 파일이 없습니다. CSV나 XLSX 파일 하나를 file 항목으로 보내 주세요.',
    en: 'There is no roster file. Send one CSV or XLSX file as file.',
  },
  ROSTER_TOO_LARGE: {
    kind: 'too-large',
    ko: '명단 파일이 너무 큽니다. 2 MB 이하의 파일을 보내 주세요.',
    en: 'The roster file is too large. Send one of at most 2 MB.',
  },
  ROSTER_TYPE_NOT_SUPPORTED: {
    kind: 'unsupported-media',
    ko: 'CSV나 XLSX 파일만 읽을 수 있습니다. 예전 형식(.xls)이나 암호가 걸린 파일은 다시 저장해서 보내 주세요.',
    en: 'Only CSV and XLSX can be read. Save an old .xls or a file with a password anew.',
  },
  ROSTER_UNREADABLE: {
    kind: 'unprocessable',
    ko: '명단 파일을 읽을 수 없습니다. 파일이 손상되었거나 형식이 올바르지 않습니다.',
    en: 'The roster file cannot be read: it is broken or not what it seems to be.',
  },
  ROSTER_NO_NAME_COLUMN: {
    kind: 'unprocessable',
    ko: '이름 열을 찾을 수 없습니다. 첫 줄에 이름, 급수, 성별, 전화번호 같은 제목이 있어야 합니다.',
    en: 'There is no column for names. The first line has to hold headings such as 이름, 급수, 성별, 전화번호.',
  },
  ROSTER_EMPTY: {
    kind: 'unprocessable',
    ko: '명단에 회원이 한 명도 없습니다.',
    en: 'There is nobody in the roster.',
  },
  ROSTER_TOO_MANY_ROWS: {
    kind: 'unprocessable',
    ko: '명단이 너무 깁니다. 한 번에 2,000명까지 가져올 수 있습니다.',
    en: 'The roster is too long. At most 2,000 people can be imported at once.',
  },
});
