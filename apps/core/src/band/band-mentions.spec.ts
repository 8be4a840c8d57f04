import type { BandCommentState } from '@dongbaejul/contracts';
import { isNews, mentionedIn } from './band-mentions';

const state = (more: Partial<BandCommentState> = {}): BandCommentState => ({
  band_comment_key: 'c',
  band_post_key: 'p',
  author_id: 'author',
  author_name: '동백',
  content: '',
  created_at: '2026-05-01T03:00:00.000Z',
  is_deleted: false,
  ...more,
});
const SOON = '2026-05-01T04:00:00.000Z';

describe('mentions at BAND', () => {
  it('are of members, each once, and not of oneself', () => {
    const mentions = ['a', 'b', 'a', null, 'author'].map((member_id) => ({ member_id, name: '' }));
    expect(mentionedIn(state({ mentions }))).toEqual(['a', 'b']);
    expect(mentionedIn(state())).toEqual([]);
  });

  it('are news for a day, unless the first sync brings them or they are gone', () => {
    expect(isNews(state(), SOON)).toBe(true);
    expect(isNews(state(), '2026-05-02T03:00:00.000Z')).toBe(false);
    expect(isNews(state({ is_backfill: true }), SOON)).toBe(false);
    expect(isNews(state({ is_deleted: true }), SOON)).toBe(false);
  });
});
