import type { BandPost } from '../band-client/band.types';
import { isRefusal, isSame, passes, waitMs } from './publish-rules';

const asked = new Date('2026-03-01T10:00:00Z');
const post = (content: string, createdAt = '2026-03-01T10:00:05Z'): BandPost => ({ content, createdAt }) as BandPost;
const publication = { text: '[공지]\n\n토요일 <쉽니다>', first_asked_at: asked };

describe('a post at BAND', () => {
  it('is ours by its words, however BAND breaks the lines', () => {
    expect(isSame(publication, post('[공지]\r\n토요일  <쉽니다>\n'))).toBe(true);
    expect(isSame(publication, post('[공지] 토요일 <쉽니다>!'))).toBe(false);
  });

  it('is not ours when it is older than our asking, or we never asked', () => {
    expect(isSame(publication, post(publication.text, '2026-03-01T09:00:00Z'))).toBe(false);
    expect(isSame({ ...publication, first_asked_at: null }, post(publication.text))).toBe(false);
  });
});

describe('a failure', () => {
  it.each(['timeout', 'unreachable', 'other', 'bad-reply'] as const)('leaves open whether it was posted: %s', (kind) =>
    expect(isRefusal(kind)).toBe(false),
  );

  it('is a refusal where BAND said no, and passes where it is a quota or a pace', () => {
    expect(isRefusal('leaders-only')).toBe(true);
    expect((['app-quota', 'user-quota', 'too-fast', 'forbidden', 'token'] as const).map(passes)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('is waited for longer each time, an hour at most', () =>
    expect([0, 1, 2, 6, 99].map((times) => waitMs(times) / 60_000)).toEqual([1, 2, 4, 60, 60]));
});
