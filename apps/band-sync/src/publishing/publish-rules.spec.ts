import { BandFailure, type BandFailureKind } from '../band-client/band-failure';
import type { BandPost } from '../band-client/band.types';
import { isRefusal, isSame, MOST_LOOKS, mostUnseen, passes, waitMs } from './publish-rules';

const asked = new Date('2026-03-01T10:00:00Z');
const post = (content: string, createdAt = '2026-03-01T10:00:05Z'): BandPost => ({ content, createdAt }) as BandPost;
const publication = { text: '[공지]\n\n토요일 <쉽니다>', first_asked_at: asked };
const failure = (kind: BandFailureKind, reason?: string): BandFailure => new BandFailure(kind, '/x', { reason });

describe('a post at BAND', () => {
  it('is ours by its words, however BAND breaks the lines', () => {
    expect(isSame(publication, post('[공지]\r\n토요일  <쉽니다>\n'))).toBe(true);
    expect(isSame(publication, post('[공지] 토요일 <쉽니다>!'))).toBe(false);
  });

  it('is not ours when it is older than our asking, or we never asked', () => {
    expect(isSame(publication, post(publication.text, '2026-03-01T09:00:00Z'))).toBe(false);
    expect(isSame({ ...publication, first_asked_at: null }, post(publication.text))).toBe(false);
  });

  it('is ours up to a day after we asked last: the same words of next week are somebody’s own', () => {
    const nextDay = '2026-03-02T10:30:00Z';
    expect(isSame(publication, post(publication.text, '2026-03-02T09:30:00Z'))).toBe(true);
    expect(isSame(publication, post(publication.text, nextDay))).toBe(false);
    const again = { ...publication, asked_at: new Date('2026-03-01T12:00:00Z') };
    expect(isSame(again, post(publication.text, nextDay))).toBe(true);
  });
});

describe('a failure', () => {
  it.each<[BandFailureKind, string]>([
    ['timeout', 'TIMEOUT'],
    ['unreachable', 'ECONNRESET'],
    ['unreachable', 'NETWORK'],
    ['other', ''],
    ['bad-reply', ''],
  ])('leaves open whether it was posted: %s %s', (kind, reason) =>
    expect(isRefusal(failure(kind, reason))).toBe(false),
  );

  it('is a refusal where BAND said no, and passes where it is a quota or a pace', () => {
    expect(isRefusal(failure('leaders-only'))).toBe(true);
    const kinds: BandFailureKind[] = ['app-quota', 'user-quota', 'too-fast', 'forbidden', 'token'];
    expect(kinds.map((kind) => passes(failure(kind)))).toEqual([true, true, true, false, false]);
  });

  it('wrote nothing and passes where there was no connection to ask over', () => {
    for (const reason of ['ECONNREFUSED', 'ENOTFOUND']) {
      expect([isRefusal(failure('unreachable', reason)), passes(failure('unreachable', reason))]).toEqual([true, true]);
    }
  });

  it('is waited for longer each time, an hour at most', () =>
    expect([0, 1, 2, 6, 99].map((times) => waitMs(times) / 60_000)).toEqual([1, 2, 4, 60, 60]));

  it('is looked after for about an hour', () => {
    const waits = Array.from({ length: MOST_LOOKS - 1 }, (_, before) => waitMs(before) / 60_000);
    expect(waits.reduce((sum, minutes) => sum + minutes, 0)).toBe(63);
  });
});

describe('what BAND may have of a publication', () => {
  it('is one post, or one for each asking where staff had it posted again, less those that were seen', () => {
    expect(mostUnseen({ attempts: 3 })).toBe(1);
    expect(mostUnseen({ attempts: 3, in_doubt: true })).toBe(3);
    expect(mostUnseen({ attempts: 3, in_doubt: true, post_keys: ['a', 'b'] })).toBe(1);
    expect(mostUnseen({ attempts: 2, in_doubt: true, post_keys: ['a', 'b'] })).toBe(0);
    expect(mostUnseen({ attempts: 1, post_keys: ['a'] })).toBe(0);
  });
});
