import { defineErrors } from '@dongbaejul/contracts';

export const BandDraftErrors = defineErrors({
  BAND_DRAFT_NOT_FOUND: {
    kind: 'not-found',
    ko: 'BAND에 올릴 글이나 게임을 찾을 수 없습니다.',
    en: 'There is no such post or game to publish.',
  },
  BAND_DRAFT_IS_BANDS: {
    kind: 'conflict',
    ko: 'BAND에서 가져온 글은 다시 올릴 수 없습니다.',
    en: 'This post came from BAND and is there already.',
  },
  BAND_DRAFT_GAME_OVER: {
    kind: 'conflict',
    ko: '끝났거나 취소된 게임은 올릴 수 없습니다.',
    en: 'This game is over or was cancelled.',
  },
});
