import type { BandCursor } from './band.types';
import { pages } from './paging';
import { readPage, readPictures, readPost, UnreadableReply } from './readers';

const page = (items: unknown[], next: unknown): unknown => ({
  items,
  paging: { previous_params: null, next_params: next },
});

describe('lists of BAND’s', () => {
  it('are read to their end, each page by the cursor of the one before', async () => {
    const asked: (BandCursor | null)[] = [];
    const replies = [page(['a'], { after: '1', limit: 50, access_token: 'SECRET' }), page(['b'], null)];
    const list = pages('/x', (cursor) => {
      asked.push(cursor);
      return Promise.resolve(readPage(replies[asked.length - 1], String));
    });
    const read: string[] = [];
    for await (const one of list) read.push(...one.items);
    expect(read).toEqual(['a', 'b']);
    expect(asked).toEqual([null, { after: '1', limit: '50' }]);
    expect(JSON.stringify(asked)).not.toContain('SECRET');
  });

  it('end in an error when a page is its own next', async () => {
    const list = pages('/x', () => Promise.resolve({ items: [], next: { after: '1' } }), { after: '1' });
    await expect(list.next()).rejects.toMatchObject({ kind: 'bad-reply' });
  });

  it.each([[{ items: {} }], [{ items: [], paging: 'soon' }], [[]], [null], [{}]])('refuse %j', (data) => {
    expect(() => readPage(data, String)).toThrow(UnreadableReply);
  });
});

describe('a post', () => {
  const photo = { photo_key: 'k', url: 'http://img/1', width: 3, height: 4 };
  const picture = { url: 'http://img/1', width: 3, height: 4 };

  it.each([
    ['an array', { photos: [photo] }],
    ['one object', { photo }],
    ['an object by key', { photo: { k: photo } }],
    ['both', { photo, photos: [photo] }],
    [
      'beside a video',
      { photos: [{ ...photo, url: 'http://img/v', is_video_thumbnail: true }, photo], video: { v: {} } },
    ],
  ])('shows its pictures as %s', (_shape, fields) => expect(readPictures(fields)).toEqual([picture]));

  it('may lack all that is optional', () => {
    expect(readPost({ post_key: 'p', created_at: 0 })).toEqual({
      postKey: 'p',
      author: { userKey: null, name: '', profileImageUrl: null },
      content: '',
      mentions: [],
      pictures: [],
      commentCount: null,
      createdAt: '1970-01-01T00:00:00.000Z',
    });
  });

  it.each([[{ created_at: 1 }], [{ post_key: 'p' }], [{ post_key: 'p', created_at: '어제' }], [null], ['p']])(
    'cannot be read from %j',
    (value) => expect(() => readPost(value)).toThrow(UnreadableReply),
  );
});
