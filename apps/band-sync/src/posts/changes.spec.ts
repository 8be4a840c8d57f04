import type { BandPostState } from '@dongbaejul/contracts';
import { Change, postChange, postGone } from './changes';
import type { PostMirror } from './mirror.schema';

const state = (over: Partial<BandPostState> = {}): BandPostState => ({
  band_post_key: 'p',
  author_id: 'm1',
  author_name: '김철수',
  content: '안녕',
  mentions: [{ member_id: 'm2', name: '영희' }],
  pictures: [{ url: 'http://img/1', width: 1, height: 2 }],
  created_at: '2026-01-01T00:00:00.000Z',
  is_deleted: false,
  ...over,
});

const mirrorOf = (change: Change | undefined): PostMirror => {
  if (change?.of !== 'posts') throw new Error('no change of a post');
  return change.mirror;
};

describe('what core is told', () => {
  const known = mirrorOf(postChange(state(), undefined));

  it('is a first version of what is new, and nothing of what is the same', () => {
    expect(postChange(state(), undefined)).toMatchObject({ kind: 'new', mirror: { version: 1 } });
    expect(postChange(state(), known)).toBeUndefined();
  });

  it.each<[string, Partial<BandPostState>]>([
    ['content', { content: '고침' }],
    ['author', { author_id: 'm9' }],
    ['mentions', { mentions: [] }],
    ['pictures', { pictures: [] }],
    ['time', { created_at: '2026-01-02T00:00:00.000Z' }],
  ])('is the next version when %s changes', (_what, over) => {
    expect(postChange(state(over), known)).toMatchObject({ kind: 'changed', mirror: { version: 2 } });
  });

  it('is nothing when a known author changes their name, and a change when the name is all there is', () => {
    expect(postChange(state({ author_name: '새 이름' }), known)).toBeUndefined();
    const nameless = mirrorOf(postChange(state({ author_id: null }), undefined));
    expect(postChange(state({ author_id: null, author_name: '새 이름' }), nameless)).toBeDefined();
  });

  it('is a tombstone without words once, and a new version when the post is back', () => {
    const gone = postGone(known);
    expect(gone).toMatchObject({ kind: 'gone', state: { content: '', is_deleted: true }, mirror: { version: 2 } });
    expect(postGone(mirrorOf(gone))).toBeUndefined();
    expect(postChange(state(), mirrorOf(gone))).toMatchObject({ kind: 'new', mirror: { version: 3 } });
  });
});
