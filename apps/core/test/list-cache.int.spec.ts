import { RunningService, startService } from '@dongbaejul/service-kit';
import { CoreConfig } from '../src/config';
import { coreService } from '../src/core.definition';
import type { LikeAnswer, PostDetailAnswer, PostsAnswer } from '../src/posts/dto/post-answers.dto';
import type { ListPostsQuery } from '../src/posts/dto/list-posts.query';
import { PostFilter, PostsRepository } from '../src/posts/posts.repository';
import { SearchPosts } from '../src/search/search-posts';
import { Client } from './support/client';
import { ClubTexts, seeded } from './support/club-texts';
import { CoreUnderTest, Member } from './support/core-under-test';
import { comment, write } from './support/write';

const STEPS = Number(process.env.CACHE_STEPS ?? 120);
const QUERIES: (ListPostsQuery & { pinned?: boolean })[] = [
  {},
  { limit: 3 },
  { limit: 3, page: 2 },
  { category: 'question' },
  { pinned: true },
  { sort: 'oldest', limit: 5 },
  { sort: 'popular', limit: 5 },
  { search: '배드민턴' },
  { search: '번개', category: 'free' },
  { search: 'ㅋㅋ', sort: 'newest' },
];

describe('lists of posts from the cache', () => {
  let core: CoreUnderTest;
  let replica: RunningService;

  beforeAll(async () => {
    core = await CoreUnderTest.start();
    replica = await startService(coreService, Object.assign(new CoreConfig(), core.config));
    await replica.ready;
  });
  afterAll(async () => {
    await replica.stop();
    await core.stop();
  });

  const pathOf = (query: object): string => {
    const pairs = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
    return pairs.length === 0 ? '/posts' : `/posts?${new URLSearchParams(pairs).toString()}`;
  };

  /** What the database says now, past every cache. */
  async function fromDatabase(query: ListPostsQuery, author?: string): Promise<object> {
    const filter: PostFilter = {
      state: 'published',
      ...(query.category && { category: query.category }),
      ...(query.pinned !== undefined && { is_pinned: query.pinned }),
      ...(author && { author_id: author }),
    };
    const page = query.search
      ? await core.get(SearchPosts).run(query.search, filter, query.sort, query)
      : await core
          .get(PostsRepository)
          .page(filter, query.sort === 'relevance' ? 'newest' : (query.sort ?? 'newest'), query);
    const rows = page.items.map((item) => ('row' in item ? item.row : item));
    const posts = rows.map(({ _id, title, content, version, like_count, comment_count, view_count, is_pinned }) => ({
      id: String(_id),
      title,
      content,
      version,
      like_count,
      comment_count,
      view_count,
      is_pinned,
    }));
    return { posts, pagination: page.pagination };
  }

  it('equal the database after every write of a random run, on every replica', async () => {
    const texts = new ClubTexts(seeded(4_711));
    const people = [core.member(), core.member(), core.member(['OPERATOR'])];
    const twins = people.map(({ id }) => new Client(replica.url, core.signer, identityOf(id)));
    const posts: { id: string; author: Member }[] = [];
    const comments: { id: string; postId: string; author: Member }[] = [];

    const acts: (() => Promise<unknown>)[] = [
      async () => {
        const author = texts.pick(people);
        const wanted = {
          title: texts.title(),
          content: texts.text(),
          category: texts.pick(['free', 'question'] as const),
        };
        const { id } = await write(author, { ...wanted, is_published: texts.random() < 0.9 });
        posts.push({ id, author });
      },
      () => withPost(({ id, author }) => author.client.patch(`/posts/${id}`, { title: texts.title() })),
      () => withPost(({ id, author }) => author.client.patch(`/posts/${id}`, { is_published: texts.random() < 0.6 })),
      () => withPost(({ id }) => people[2]!.client.patch(`/posts/${id}`, { is_pinned: texts.random() < 0.5 })),
      () => withPost(({ id }) => texts.pick(people).client.post<LikeAnswer>(`/posts/${id}/like`)),
      () => withPost(({ id }) => texts.pick(people).client.get<PostDetailAnswer>(`/posts/${id}`)),
      () =>
        withPost(async ({ id }) => {
          const author = texts.pick(people);
          const made = await comment(author, id, texts.text(1)).catch(() => undefined);
          if (made) comments.push({ id: made.id, postId: id, author });
        }),
      () =>
        withComment(({ id, postId, author }) =>
          author.client.patch(`/posts/${postId}/comments/${id}`, { content: texts.text(1) }),
        ),
      () => withComment(({ id, postId, author }) => author.client.delete(`/posts/${postId}/comments/${id}`)),
      () => (texts.random() < 0.3 ? withPost(({ id, author }) => author.client.delete(`/posts/${id}`)) : acts[0]!()),
    ];
    const withPost = async (act: (post: (typeof posts)[number]) => Promise<unknown>): Promise<void> => {
      if (posts.length > 0) await act(texts.pick(posts));
    };
    const withComment = async (act: (one: (typeof comments)[number]) => Promise<unknown>): Promise<void> => {
      if (comments.length > 0) await act(texts.pick(comments));
    };

    for (let i = 0; i < 6; i += 1) await acts[0]!();
    for (let step = 0; step < STEPS; step += 1) {
      const act = Math.floor(texts.random() * acts.length);
      await acts[act]!();
      const reader = Math.floor(texts.random() * people.length);
      for (const query of [texts.pick(QUERIES), texts.pick(QUERIES)]) {
        const expected = await fromDatabase(query);
        // Twice each: once perhaps made, once surely kept.
        for (const client of [people[reader]!.client, twins[reader]!, twins[reader]!]) {
          const { data } = await client.get<PostsAnswer>(pathOf(query));
          const { posts: shown, pagination } = data;
          expect({ step, act, query, posts: shown, pagination }).toMatchObject({ step, act, query, ...expected });
          expect(shown).toHaveLength((expected as { posts: unknown[] }).posts.length);
        }
      }
    }
  }, 180_000);

  it("lay each reader's own part over the shared one", async () => {
    const [writer, reader] = [core.member(), core.member()];
    const { id } = await write(writer, { title: '모두의 글' });
    const path = `/posts?author=${writer.id}`;
    const seen = async (who: Member) => (await who.client.get<PostsAnswer>(path)).data.posts[0];
    expect(await seen(writer)).toMatchObject({ id, user_interaction: { liked: false, read: true } });
    expect(await seen(reader)).toMatchObject({ id, user_interaction: { liked: false, read: false }, like_count: 0 });
    await reader.client.post(`/posts/${id}/like`);
    await reader.client.get(`/posts/${id}`);
    expect(await seen(reader)).toMatchObject({ user_interaction: { liked: true, read: true }, like_count: 1 });
    expect(await seen(writer)).toMatchObject({ user_interaction: { liked: false }, like_count: 1, view_count: 1 });
  });

  it("keep one's drafts to oneself", async () => {
    const [writer, other] = [core.member(), core.member()];
    await write(writer, { title: '초안', is_published: false });
    for (const who of [writer, other, writer]) {
      const { data } = await who.client.get<PostsAnswer>('/posts?is_published=false');
      expect(data.posts).toHaveLength(who === writer ? 1 : 0);
    }
  });

  const identityOf = (userId: string) => ({
    userId,
    username: `user-${userId.slice(-6)}`,
    roles: ['USER' as const],
    sessionId: `s-${userId}`,
  });
});
