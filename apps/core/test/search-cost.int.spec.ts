import { EXACT_TOTAL } from '@dongbaejul/persistence';
import { expectIndexed, until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import { searchableText, searchableTitled, SearchQuery } from '@dongbaejul/search';
import type { PostsAnswer } from '../src/posts/dto/post-answers.dto';
import { FindPosts } from '../src/search/find-posts';
import { COUNTED_AT_ONCE } from '../src/search/kept-total';
import { CoreUnderTest, Member } from './support/core-under-test';
import { examined } from './support/examined';
import { write } from './support/write';

/** Enough that looking at every tenth of them would show. */
const POSTS = 4_000;
const PAGE = 5;
const COLLECTIONS = ['posts', 'comments'];

describe(`a page of a search among ${POSTS} posts`, () => {
  let core: CoreUnderTest;
  let reader: Member;
  const [author, seldom] = [new Types.ObjectId(), new Types.ObjectId()].map(String) as [string, string];

  beforeAll(async () => {
    core = await CoreUnderTest.start();
    reader = core.member();
    const posts = Array.from({ length: POSTS }, (_, i) => post(i));
    await core.db.collection('posts').insertMany(posts);
    await core.db.collection('comments').insertMany(posts.map(({ _id }, i) => comment(_id, i)));
  }, 120_000);
  afterAll(() => core.stop());

  /** All have 배드, 드민, 민턴 and 공주; three have 민턴공주, of one member and in one category. */
  const post = (i: number) => {
    const isRare = i % 1_500 === 7;
    const [title, content] = [`배드민턴 ${i}`, `배드민턴 번개 공주 ${isRare ? '민턴공주' : '만세'}`];
    const at = new Date(1.7e12 + i * 60_000);
    return {
      _id: new Types.ObjectId(),
      ...{ state: 'published', source: 'app', title, content, category: isRare ? 'question' : 'free' },
      ...{ attachments: [], author_id: isRare ? seldom : author, author_name: '회원', is_pinned: isRare },
      ...{ liked_by: [], like_count: 0, comment_count: 1, view_count: 0, version: 1, event_version: 1 },
      ...{ listed_at: at, published_at: at, created_at: at, updated_at: at, removed_at: null, removed_by: null },
      search: searchableTitled(title, content),
    };
  };
  const comment = (post_id: Types.ObjectId, i: number) => {
    const content = '배드민턴 회식 공주';
    const at = new Date(1.7e12 + i * 60_000);
    return {
      ...{ post_id, parent_id: null, author_id: author, author_name: '회원', content, is_deleted: false },
      ...{ is_listed: true, reply_count: 0, version: 1, created_at: at, updated_at: at },
      ...{ removed_at: null, removed_by: null, search: searchableText(content) },
    };
  };

  const find = async (words: string, rest = ''): Promise<PostsAnswer> =>
    (await reader.client.get<PostsAnswer>(`/posts?search=${encodeURIComponent(words)}&limit=${PAGE}${rest}`)).data;
  const cost = (words: string, rest?: string): Promise<number> =>
    examined(core.db, COLLECTIONS, () => find(words, rest));

  it('reads what has the rarest letters of a rare word, and no more', async () => {
    const docs = await cost('민턴공주');
    expect((await find('민턴공주')).pagination.total).toBe(3);
    expect(docs).toBeLessThan(30);
  });

  it.each(['&category=question', '&pinned=true', `&author=${seldom}`])(
    'reads the few posts that a filter leaves, not all that have a common word: %s',
    async (filter) => {
      for (const [words, total] of [
        ['배드민턴', 3],
        ['배드민턴 번개', 3],
        ['회식', 3],
      ] as const) {
        const docs = await cost(words, filter);
        expect((await find(words, filter)).pagination.total).toBe(total);
        expect({ words, isCheap: docs < 60 }).toEqual({ words, isCheap: true });
      }
      for (const rest of ['&page=2', '&sort=newest', '&sort=oldest']) {
        await expectIndexed(core.db, COLLECTIONS, () => find('배드민턴 번개', filter + rest));
      }
      expect((await find('회식', filter)).posts.every(({ match }) => match?.comment)).toBe(true);
    },
  );

  it('reads the comments of a post once, however many of them have the words', async () => {
    const [title, content] = ['모임', '오세요'];
    const wanted = { ...post(POSTS), title, content, search: searchableTitled(title, content) };
    const { insertedId } = await core.db.collection('posts').insertOne(wanted);
    const words = searchableText('출석');
    const attended = Array.from({ length: 1_000 }, (_, i) => ({
      ...comment(insertedId, i),
      content: '출석',
      search: words,
    }));
    await core.db.collection('comments').insertMany(attended);
    await find('출석');
    const docs = await cost('출석', '&page=2');
    expect((await find('출석')).posts.map(({ id }) => id)).toEqual([String(insertedId)]);
    // Each of them to see that no other post follows, and each once more to know the newest.
    expect(docs).toBeLessThan(3 * attended.length);
  });

  it('stops at as many comments as are counted, and goes on from there by cursor', async () => {
    const [posts, comments] = [core.db.collection('posts'), core.db.collection('comments')];
    const outside = (await posts.findOne({ category: 'question' }))!;
    const inside = await posts.find({ category: 'free' }).limit(7).toArray();
    const [content, said] = ['뒤풀이', searchableText('뒤풀이')];
    const of = (id: Types.ObjectId, i: number) => ({ ...comment(id, i), content, search: said });
    await comments.insertMany(Array.from({ length: 1.3 * EXACT_TOTAL }, (_, i) => of(outside._id, i)));
    await comments.insertMany(inside.map(({ _id }, i) => of(_id, -i)));
    const pages = [await find(content, '&category=free')];
    expect(pages[0]!.pagination).toMatchObject({ total: 0, total_is_floor: true });
    expect(pages[0]!.posts).toEqual([]);
    for (let after = pages[0]!.next_cursor; after !== undefined; after = pages.at(-1)!.next_cursor) {
      pages.push(await find(content, `&category=free&after=${after}`));
    }
    expect(pages.flatMap(({ posts: found }) => found.map(({ id }) => id))).toEqual(
      inside.map(({ _id }) => String(_id)),
    );
    await comments.deleteMany({ content });
  }, 120_000);

  it('counts by the index what one or two letters find', async () => {
    const docs = await cost('번개');
    expect((await find('번개')).pagination.total).toBe(POSTS);
    expect(docs).toBeLessThan(POSTS);
  });

  it('reads no more to count at once than the newest that may have the words', async () => {
    for (const words of ['배드민턴', '배드민턴 공주', '회식', '번개 없는말']) {
      const [query, posts] = [new SearchQuery(words), core.get(FindPosts)];
      const run = (among?: number) =>
        posts.run(query, { state: 'published' }, { limit: PAGE }, (count) => count(among));
      const [atOnce, all] = [await run(COUNTED_AT_ONCE), await run()];
      expect(atOnce.pagination.total).toBeLessThanOrEqual(all.pagination.total);
      expect(atOnce.pagination.total_is_floor ?? false).toBe(all.pagination.total > COUNTED_AT_ONCE);
      const docs = await examined(core.db, COLLECTIONS, () => run(COUNTED_AT_ONCE));
      expect({ words, isCheap: docs < 3 * COUNTED_AT_ONCE }).toEqual({ words, isCheap: true });
    }
  });

  it('counts all behind the answer, once, until somebody writes', async () => {
    await write(reader, { title: '배드민턴 새 글' });
    const first = await find('배드민턴');
    expect(first.pagination).toMatchObject({ total: COUNTED_AT_ONCE, total_is_floor: true });
    const isExact = async (total: number): Promise<boolean> => {
      const { pagination } = await find('배드민턴');
      return pagination.total === total && pagination.total_is_floor === undefined;
    };
    await until(() => isExact(POSTS + 1), 'all are counted, and the kept page says so');
    for (const rest of [`&after=${first.next_cursor}`, '&page=3']) {
      expect(await cost('배드민턴', rest)).toBeLessThan(60);
      expect((await find('배드민턴', rest)).pagination).toMatchObject({ total: POSTS + 1, limit: PAGE });
    }
    await write(reader, { title: '배드민턴 또 새 글' });
    await until(() => isExact(POSTS + 2), 'all are counted again');
  });
});
