import { defineErrors } from '@dongbaejul/contracts';

export const PhotoImageErrors = defineErrors({
  PHOTO_ADDRESS_INVALID: {
    kind: 'unauthorized',
    ko: '사진 주소가 올바르지 않거나 만료되었습니다. 사진 목록을 다시 불러와 주세요.',
    en: 'The photo’s address is wrong or has expired. Read the list of photos again for a new one.',
  },
  PHOTO_NOT_FOUND: { kind: 'not-found', ko: '사진을 찾을 수 없습니다.', en: 'There is no such photo.' },
  PHOTO_IMAGE_UNAVAILABLE: {
    kind: 'unavailable',
    ko: 'BAND에서 사진을 가져오지 못했습니다. 잠시 후 다시 시도해 주세요.',
    en: 'The picture could not be fetched from BAND. Try again in a while.',
  },
  PHOTO_IMAGE_REFUSED: {
    kind: 'unprocessable',
    ko: '이 사진은 표시할 수 없습니다. BAND의 사진이 아니거나 너무 크거나 손상되었습니다.',
    en: 'This picture cannot be shown: it is not one of BAND’s, too large, or broken.',
  },
});
