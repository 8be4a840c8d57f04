import { Types } from 'mongoose';
import type { PostsAnswer } from '../src/posts/dto/post-answers.dto';
import type { PostDto } from '../src/posts/dto/post.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { write } from './support/write';

let core: CoreUnderTest;
let reader: Member;
let written: PostDto[];
const CATEGORIES = ['free', 'question', 'game', 'photo'] as const;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  reader = core.member();
  const writer = core.member();
  const operator = core.member(['OPERATOR']);
  written = [];
  for (let i = 0; i < 25; i += 1) {
    const who = i % 5 === 0 ? operator : writer;
    written.push(
      await write(who, {
        title: `글 ${i}`,
        category: CATEGORIES[i % 4] as PostDto['category'],
        is_pinned: i % 10 === 0,
      }),
    );
  }
  // The same moment for some, so that only the id tells them apart.
  await core.db
    .collection('posts')
    .updateMany({ title: { $in: ['글 3', '글 4', '글 5', '글 6'] } }, [
      { $set: { listed_at: new Date('2026-01-01T00:00:00Z') } },
    ]);
});
afterAll(() => core.stop());

const list = async (query: string): Promise<PostsAnswer> => {
  const { status, data, error } = await reader.client.get<PostsAnswer>(`/posts?${query}`);
  if (status !== 200) throw new Error(JSON.stringify(error));
  return data;
};

async function byCursor(query: string, from = ''): Promise<string[]> {
  const ids: string[] = [];
  let after = from;
  do {
    const { posts, next_cursor } = await list(`${query}${after && `&after=${after}`}`);
    ids.push(...posts.map(({ id }) => id));
    after = next_cursor ?? '';
  } while (after);
  return ids;
}

async function byPage(query: string): Promise<string[]> {
  const ids: string[] = [];
  for (let page = 1; ; page += 1) {
    const { posts, pagination } = await list(`${query}&page=${page}`);
    ids.push(...posts.map(({ id }) => id));
    if (page >= pagination.pages) return ids;
  }
}

describe('the list of posts', () => {
  it('begins with pinned posts, each part newest first', async () => {
    const { posts, pagination } = await list('limit=100');
    expect(posts.slice(0, 3).map(({ title }) => title)).toEqual(['글 20', '글 10', '글 0']);
    expect(posts[3]?.title).toBe('글 24');
    expect(pagination).toEqual({ total: 25, page: 1, pages: 1, limit: 100 });
    expect(posts[0]).not.toHaveProperty('liked_by');
    expect(posts[0]?.content).toBe('본문');
  });

  it.each(['newest', 'oldest', 'popular'])(
    'by %s is complete and without duplicates, page by page and by cursor',
    async (sort) => {
      const whole = (await list(`sort=${sort}&limit=100`)).posts.map(({ id }) => id);
      expect(new Set(whole)).toEqual(new Set(written.map(({ id }) => id)));
      expect(await byCursor(`sort=${sort}&limit=4`)).toEqual(whole);
      expect(await byPage(`sort=${sort}&size=4`)).toEqual(whole);
    },
  );

  it('does not repeat or lose rows by cursor while others write', async () => {
    const first = await list('category=game&limit=2');
    const late = await write(core.member(), { category: 'game' });
    const rest = await byCursor('category=game&limit=2', first.next_cursor);
    const ids = [...first.posts.map(({ id }) => id), ...rest];
    const expected = written.filter(({ category }) => category === 'game').map(({ id }) => id);
    expect(ids).not.toContain(late.id);
    expect(ids.slice().sort()).toEqual(expected.sort());
    await core.db.collection('posts').deleteOne({ _id: new Types.ObjectId(late.id) });
  });

  it('filters by category, author and pinned together', async () => {
    const of = async (query: string): Promise<string[]> =>
      (await list(`${query}&limit=100`)).posts.map(({ title }) => title);
    expect(await of('category=question')).toEqual(['글 21', '글 17', '글 13', '글 9', '글 1', '글 5']);
    expect(await of('pinned=true')).toEqual(['글 20', '글 10', '글 0']);
    expect(await of('pinned=true&category=free')).toEqual(['글 20', '글 0']);
    const operatorId = written[0]?.author.id ?? '';
    expect(await of(`author=${operatorId}&pinned=false`)).toEqual(['글 15', '글 5']);
  });

  it('by oldest begins with what was listed first, pinned or not', async () => {
    const { posts } = await list('sort=oldest&limit=5');
    expect(posts.map(({ title }) => title)).toEqual(['글 3', '글 4', '글 5', '글 6', '글 0']);
  });

  it('by popular has the most liked first', async () => {
    const favourite = written[7] as PostDto;
    await core.member().client.post(`/posts/${favourite.id}/like`);
    expect((await list('sort=popular')).posts[0]).toMatchObject({ id: favourite.id, like_count: 1 });
  });

  it.each([
    'page=0',
    'page=x',
    'limit=101',
    'limit=0',
    'size=1.5',
    'page=100000&limit=100',
    'after=junk',
    'sort=sideways',
    'category=secret',
    'pinned=yes',
    'author=me',
    'author[$ne]=x',
    'category[]=free&category[]=game',
    'search[$where]=1',
    'unknown=1',
    'is_published=0',
  ])('refuses ?%s', async (query) => {
    const { status, error } = await reader.client.get(`/posts?${query}`);
    expect([status, error.code]).toEqual([400, 'INVALID_INPUT']);
    expect(Object.keys(error.details ?? {})).toHaveLength(1);
  });

  it('refuses a cursor of another order', async () => {
    const { next_cursor } = await list('limit=2');
    const { status } = await reader.client.get(`/posts?sort=popular&after=${next_cursor}`);
    expect(status).toBe(400);
  });
});
