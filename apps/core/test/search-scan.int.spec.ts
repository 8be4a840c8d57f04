import { MongoConnection, Transactions } from '@dongbaejul/persistence';
import { expectIndexed } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import { search as searchMigration } from '../migrations/0006-search';
import { CommentsRepository, NewComment } from '../src/comments/comments.repository';
import { Post } from '../src/posts/post.schema';
import { NewPost, PostFilter, PostsRepository } from '../src/posts/posts.repository';
import { FindPosts, Hit } from '../src/search/find-posts';
import { SearchQuery } from '@dongbaejul/search';
import { SearchPosts } from '../src/search/search-posts';
import { ClubTexts, seeded } from './support/club-texts';
import { CoreUnderTest } from './support/core-under-test';

/** 5,000 texts in every run; `SEARCH_TEXTS=100000` is the long form. */
const TEXTS = Number(process.env.SEARCH_TEXTS ?? 5_000);
const QUERIES = TEXTS > 10_000 ? 150 : 60;
const AT_ONCE = 250;
const INDEXES: Record<string, string> = {
  posts: 'state_1_search.grams_1_listed_at_-1__id_-1',
  comments: 'search.grams_1_created_at_-1__id_-1',
};
const COLLECTIONS = Object.keys(INDEXES);

interface Written {
  id: string;
  at: number;
  title: string;
  content: string;
  comments: { id: string; at: number; content: string }[];
}

/** A plain scan, on its own terms: no grams, no shared folding. */
class Scan {
  private readonly words: string[];
  private readonly phrase: string;

  constructor(typed: string) {
    const words = typed.split(/\s+/).map(Scan.strip);
    this.words = [...new Set(words.filter((word) => word !== ''))].slice(0, 10);
    this.phrase = this.words.join('');
  }

  private static readonly stripped = new Map<string, string>();

  static strip(text: string): string {
    const known = Scan.stripped.get(text);
    if (known !== undefined) return known;
    const letters = Scan.lettersOf(text);
    Scan.stripped.set(text, letters);
    return letters;
  }

  private static lettersOf(text: string): string {
    return [...text.normalize('NFC').toLowerCase()]
      .filter((char) => /[\p{L}\p{N}\p{M}\p{Extended_Pictographic}]/u.test(char) && !/[\ufe0f\u200d]/u.test(char))
      .join('');
  }

  /** Consonants in what was typed fit the syllables that begin with them. */
  private static has(title: string, word: string): boolean {
    const [inText, wanted] = [[...title], [...word]];
    const initial = (char: string): string => {
      const code = char.charCodeAt(0) - 0xac00;
      return code >= 0 && code <= 11_171 ? 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'[Math.floor(code / 588)]! : '';
    };
    return inText.some((_, at) =>
      wanted.every((char, i) => [inText[at + i], initial(inText[at + i] ?? '')].includes(char)),
    );
  }

  /** Ids of posts, what fits best first. */
  run(posts: Written[]): string[] {
    if (this.words.length === 0) return [];
    const found: { id: string; key: string; rank: number; at: number }[] = [];
    for (const post of posts) {
      const [title, body] = [Scan.strip(post.title), Scan.strip(post.content)];
      const rank = this.rankOf(title, body);
      if (rank < 4) found.push({ id: post.id, key: post.id, rank, at: post.at });
      if (rank < 4) continue;
      const comments = post.comments.filter(({ content }) =>
        this.words.every((word) => Scan.strip(content).includes(word)),
      );
      const [newest] = comments.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
      if (newest) found.push({ id: post.id, key: newest.id, rank, at: newest.at });
    }
    found.sort((a, b) => a.rank - b.rank || b.at - a.at || (a.key < b.key ? 1 : -1));
    return found.map(({ id }) => id);
  }

  private rankOf(title: string, body: string): number {
    if (Scan.has(title, this.phrase)) return 0;
    if (this.words.every((word) => Scan.has(title, word))) return 1;
    if (body.includes(this.phrase)) return 2;
    return this.words.every((word) => Scan.has(title, word) || body.includes(word)) ? 3 : 4;
  }
}

/** Ends what hangs. */
const LIMIT_MS = 600_000 + TEXTS * 30;

describe(`search over ${TEXTS} texts`, () => {
  let core: CoreUnderTest;
  const texts = new ClubTexts(seeded(20_260_101));
  const written: Written[] = [];

  beforeAll(async () => {
    core = await CoreUnderTest.start();
    // What finds texts is made of all of them at once: kept while they are written it would take most of the time.
    for (const name of COLLECTIONS) await core.db.collection(name).dropIndex(INDEXES[name] as string);
    for (let done = 0; done < TEXTS; done += AT_ONCE) await fill(Math.min(AT_ONCE, TEXTS - done));
    const lease = { signal: new AbortController().signal };
    await searchMigration.up(core.db, core.get(MongoConnection).client, lease);
  }, LIMIT_MS);
  afterAll(() => core.stop(), 60_000);

  /** A third of the texts are comments. */
  async function fill(count: number): Promise<void> {
    const posts = Array.from({ length: Math.ceil((count * 2) / 3) }, newPost);
    const comments = Array.from({ length: count - posts.length }, () => newComment(texts.pick(posts)));
    await core.get(Transactions).run(
      async (session) => {
        await core.get(PostsRepository).insertMany(session, posts);
        await core.get(CommentsRepository).insertMany(session, comments);
      },
      { deadlineMs: 60_000 },
    );
    const byId = new Map(
      posts.map((post) => [String(post._id), { ...plain(post), comments: [] as Written['comments'] }]),
    );
    for (const { _id, post_id: postId, content, created_at: at } of comments) {
      byId.get(String(postId))!.comments.push({ id: String(_id), content, at: at.getTime() });
    }
    written.push(...byId.values());
  }

  async function all(typed: string, filter: PostFilter): Promise<{ ids: string[]; total: number; floor?: boolean }> {
    const hits: Hit[] = [];
    let after: string | undefined;
    let first: { total: number; total_is_floor?: boolean } | undefined;
    do {
      const page = await core
        .get(FindPosts)
        .run(new SearchQuery(typed), filter, { limit: 100, ...(after && { after }) });
      hits.push(...page.hits);
      first ??= page.pagination;
      after = page.next_cursor;
    } while (after && hits.length < 1_000);
    return { ids: hits.map(({ postId }) => String(postId)), total: first.total, floor: first.total_is_floor ?? false };
  }

  it(
    'finds what a plain scan finds, in the same order',
    async () => {
      for (let i = 0; i < QUERIES; i += 1) {
        const typed = texts.query();
        const expected = new Scan(typed).run(written);
        const { ids, total, floor } = await all(typed, { state: 'published' });
        expect({ typed, ids: ids.slice(0, 1_000) }).toEqual({ typed, ids: expected.slice(0, 1_000) });
        if (!floor) expect({ typed, total }).toEqual({ typed, total: expected.length });
        else expect(expected.length).toBeGreaterThan(9_000);
      }
    },
    LIMIT_MS,
  );

  it('reads by index, whatever is asked', async () => {
    for (const typed of ['배드민턴', '번개 코트', 'ㅂㄷㅁㅌ', '콕', 'ㅋㅋㅋ', '없는말이다']) {
      const filters: PostFilter[] = [
        { state: 'published' },
        { state: 'published', category: 'free', is_pinned: false },
      ];
      for (const filter of filters) {
        const search = core.get(SearchPosts);
        await expectIndexed(core.db, COLLECTIONS, async () => {
          const { next_cursor: after } = await search.run(typed, filter, undefined, { limit: 5 });
          if (after) await search.run(typed, filter, undefined, { limit: 5, after });
          for (const sort of ['newest', 'oldest'] as const) {
            const { next_cursor: next } = await search.run(typed, filter, sort, { limit: 5 });
            if (next) await search.run(typed, filter, sort, { limit: 5, after: next });
          }
        });
      }
    }
  }, 60_000);

  const at = (): Date => new Date(1.7e12 + Math.floor(texts.random() * 1e9));

  function newPost(): NewPost & Pick<Post, '_id'> {
    const when = at();
    return {
      _id: new Types.ObjectId(),
      title: texts.title(),
      content: texts.text(),
      category: texts.pick(['free', 'question', 'game'] as const),
      attachments: [],
      state: 'published',
      source: 'app',
      author_id: null,
      author_name: '회원',
      is_pinned: false,
      version: 1,
      event_version: 1,
      created_at: when,
      updated_at: when,
      listed_at: when,
      published_at: when,
      removed_at: null,
      removed_by: null,
    };
  }

  function newComment({ _id: postId }: { _id: Types.ObjectId }): NewComment & { _id: Types.ObjectId } {
    const when = at();
    return {
      _id: new Types.ObjectId(),
      post_id: postId,
      parent_id: null,
      author_id: null,
      author_name: '회원',
      content: texts.text(1),
      is_deleted: false,
      is_listed: true,
      reply_count: 0,
      version: 1,
      created_at: when,
      updated_at: when,
      removed_at: null,
      removed_by: null,
    };
  }

  const plain = ({ _id, title, content, listed_at: listedAt }: NewPost & Pick<Post, '_id'>) => ({
    id: String(_id),
    title,
    content,
    at: listedAt.getTime(),
  });
});
