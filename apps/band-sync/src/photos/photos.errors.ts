import { defineErrors } from '@dongbaejul/contracts';

export const PhotosErrors = defineErrors({
  ALBUM_NOT_FOUND: { kind: 'not-found', ko: '앨범을 찾을 수 없습니다.', en: 'There is no such album.' },
});
