import { defineErrors } from '@dongbaejul/contracts';

export const UploadErrors = defineErrors({
  UPLOAD_NOT_FOUND: { kind: 'not-found', ko: '파일을 찾을 수 없습니다.', en: 'There is no such file.' },
  UPLOAD_NOT_MULTIPART: {
    kind: 'unsupported-media',
    ko: '파일은 multipart/form-data로 보내 주세요.',
    en: 'Send the file as multipart/form-data.',
  },
  UPLOAD_MALFORMED: {
    kind: 'input',
    ko: '파일을 읽을 수 없습니다. file 항목에 파일 하나를 담아 다시 보내 주세요.',
    en: 'The upload cannot be read. Send one file in the field named file.',
  },
  UPLOAD_TOO_LARGE: { kind: 'too-large', ko: '파일은 20MB까지 올릴 수 있습니다.', en: 'A file may have up to 20 MB.' },
  UPLOAD_TYPE_NOT_SUPPORTED: {
    kind: 'unsupported-media',
    ko: 'JPEG, PNG, WebP, GIF 사진과 PDF, ZIP 파일만 올릴 수 있습니다.',
    en: 'Only JPEG, PNG, WebP and GIF pictures and PDF and ZIP files can be uploaded.',
  },
  PICTURE_BROKEN: {
    kind: 'unprocessable',
    ko: '사진을 읽을 수 없습니다. 파일이 손상되었거나 너무 큽니다.',
    en: 'The picture cannot be read: it is damaged or has too many pixels.',
  },
  UPLOAD_NOT_YOURS_TO_USE: {
    kind: 'unprocessable',
    ko: '첨부할 수 없는 파일입니다. 직접 올린 파일만 한 곳에 첨부할 수 있습니다.',
    en: 'This file cannot be attached: only your own uploads, each to one thing.',
  },
  UPLOAD_NOT_A_PICTURE: {
    kind: 'unprocessable',
    ko: '프로필에는 사진만 쓸 수 있습니다.',
    en: 'Only a picture can be used for this.',
  },
  UPLOAD_ADDRESS_EXPIRED: {
    kind: 'forbidden',
    ko: '파일 주소가 만료되었습니다. 새로고침해 주세요.',
    en: 'The address of this file has expired. Please reload.',
  },
});
