import { defineErrors } from '@dongbaejul/contracts';

export const DeviceErrors = defineErrors({
  DEVICE_NOT_FOUND: { kind: 'not-found', ko: '등록된 기기를 찾을 수 없습니다.', en: 'There is no such device.' },
  PUSH_NOT_CONFIGURED: {
    kind: 'unprocessable',
    ko: '이 서버는 이 방식의 푸시 알림을 보내지 않습니다.',
    en: 'This server does not send push notifications of this kind.',
  },
  PUSH_ENDPOINT_REFUSED: {
    kind: 'unprocessable',
    ko: '알 수 없는 푸시 서비스 주소입니다.',
    en: 'This is not the address of a known push service.',
  },
});
