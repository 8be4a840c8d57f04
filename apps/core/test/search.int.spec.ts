import { expectIndexed } from '@dongbaejul/testing';
import { search as searchMigration } from '../migrations/0006-search';
import { MongoConnection } from '@dongbaejul/persistence';
import type { PostsAnswer } from '../src/posts/dto/post-answers.dto';
import type { PostDto } from '../src/posts/dto/post.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { comment, write } from './support/write';

describe('GET /posts?search=', () => {
  let core: CoreUnderTest;
  let writer: Member;
  let reader: Member;

  beforeAll(async () => {
    core = await CoreUnderTest.start();
  });
  beforeEach(async () => {
    await core.db.collection('posts').deleteMany({});
    await core.db.collection('comments').deleteMany({});
    writer = core.member();
    reader = core.member();
  });
  afterAll(() => core.stop());

  const find = async (search: string, rest = '', who = reader): Promise<PostsAnswer> => {
    const { status, data, error } = await who.client.get<PostsAnswer>(
      `/posts?search=${encodeURIComponent(search)}${rest}`,
    );
    if (status !== 200) throw Object.assign(new Error(error.code), { status, details: error.details });
    return data;
  };
  const titles = async (search: string, rest = '', who = reader): Promise<string[]> =>
    (await find(search, rest, who)).posts.map(({ title }) => title);
  const post = (title: string, content = '본문', more: object = {}): Promise<PostDto> =>
    write(writer, { title, content, ...more });

  it('finds words with endings, in brackets, spaced and cased otherwise', async () => {
    await post('배드민턴을 칩시다');
    await post('「배드민턴」');
    await post('배 드 민 턴');
    await post('BWF 규정');
    await post('탁구');
    expect(await titles('배드민턴')).toEqual(['배 드 민 턴', '「배드민턴」', '배드민턴을 칩시다']);
    expect(await titles('배드 민턴')).toHaveLength(3);
    expect(await titles('bwf')).toEqual(['BWF 규정']);
  });

  it('puts titles before bodies, words together before words apart, and comments last', async () => {
    const commented = await post('잡담');
    await comment(writer, commented.id, '토요일 번개 또 하나요');
    await post('모임', '번개는 돌아오는 토요일');
    await post('모임', '토요일 번개');
    await post('번개는 토요일');
    await post('토요일 번개 모집');
    const { posts, pagination } = await find('토요일 번개');
    expect(posts.map(({ title, content }) => `${title}/${content}`)).toEqual([
      '토요일 번개 모집/본문',
      '번개는 토요일/본문',
      '모임/토요일 번개',
      '모임/번개는 돌아오는 토요일',
      '잡담/본문',
    ]);
    expect(pagination.total).toBe(5);
  });

  it('marks what it found, in text that stays plain', async () => {
    const { id } = await post('<b>번개</b> 공지', `${'가나다 '.repeat(50)}토요일 번 개!`);
    const commented = await post('잡담');
    const { id: commentId } = await comment(writer, commented.id, '이번 번개는 못 가요');
    const { posts } = await find('번개');
    const [first, second] = posts;
    expect(first).toMatchObject({ id, match: { title: { text: '<b>번개</b> 공지', marks: [{ start: 3, end: 5 }] } } });
    const { text, marks } = first!.match!.content!;
    expect(text.slice(marks[0]!.start, marks[0]!.end)).toBe('번 개');
    expect(second).toMatchObject({
      id: commented.id,
      match: { title: null, content: null, comment: { id: commentId, marks: [{ start: 3, end: 5 }] } },
    });
  });

  it('takes consonants alone for initials of titles', async () => {
    await post('김민수 님 환영합니다');
    await post('본문에만', '김민수');
    await post('웃음', '졌네요 ㅋㅋㅋ');
    expect(await titles('ㄱㅁㅅ')).toEqual(['김민수 님 환영합니다']);
    expect(await titles('ㅋㅋㅋ')).toEqual(['웃음']);
  });

  it('answers one letter, and nothing but punctuation', async () => {
    await post('새 콕 샀어요');
    await post('라켓');
    expect(await titles('콕')).toEqual(['새 콕 샀어요']);
    expect((await find('!?…')).pagination.total).toBe(0);
    expect(await titles('')).toHaveLength(2);
  });

  it('goes together with the other filters', async () => {
    const other = core.member();
    const staff = core.member(['OPERATOR']);
    await post('번개 하나', '본문', { category: 'game' });
    await post('번개 둘');
    await write(other, { title: '번개 셋' });
    await write(staff, { title: '번개 넷', is_pinned: true });
    expect(await titles('번개', '&category=game')).toEqual(['번개 하나']);
    expect(await titles('번개', `&author=${other.id}`)).toEqual(['번개 셋']);
    expect(await titles('번개', '&pinned=true')).toEqual(['번개 넷']);
    expect(await titles('번개', '&sort=oldest')).toEqual(['번개 하나', '번개 둘', '번개 셋', '번개 넷']);
    await expect(find('번개', '&sort=popular')).rejects.toMatchObject({
      status: 400,
      details: { sort: expect.any(String) as string },
    });
  });

  it('is read page by page and by cursor, each post once', async () => {
    for (let i = 0; i < 7; i += 1) await post(`번개 ${i}`);
    for (let i = 0; i < 6; i += 1) {
      const { id } = await post(`글 ${i}`);
      await comment(writer, id, '번개 번개');
      await comment(writer, id, '또 번개');
    }
    const expected = ['번개 6', '번개 5', '번개 4', '번개 3', '번개 2', '번개 1', '번개 0'].concat([
      '글 5',
      '글 4',
      '글 3',
      '글 2',
      '글 1',
      '글 0',
    ]);
    const byCursor: string[] = [];
    for (let after: string | undefined = ''; after !== undefined;) {
      const page: PostsAnswer = await find('번개', `&limit=3${after && `&after=${after}`}`);
      expect(page.pagination.total).toBe(13);
      byCursor.push(...page.posts.map(({ title }) => title));
      after = page.next_cursor;
    }
    expect(byCursor).toEqual(expected);
    expect(await titles('번개', '&limit=4&page=2')).toEqual(expected.slice(4, 8));
    const { next_cursor: cursor } = await find('번개', '&limit=3');
    await expect(find('다른 말', `&after=${cursor}`)).rejects.toMatchObject({ status: 400 });
  });

  it('follows every change', async () => {
    const { id } = await post('정모 제목', '정모 본문');
    const { id: commentId } = await comment(writer, id, '옛 댓글');
    await writer.client.patch(`/posts/${id}`, { title: '번개 제목' });
    await writer.client.patch(`/posts/${id}/comments/${commentId}`, { content: '새로운 이야기' });
    expect(await titles('번개')).toHaveLength(1);
    expect(await titles('정모 제목')).toEqual(['번개 제목']);
    expect(await titles('정모제')).toEqual([]);
    expect(await titles('정모 본문')).toHaveLength(1);
    expect(await titles('이야기')).toHaveLength(1);
    expect(await titles('옛 댓글')).toEqual([]);
    await writer.client.delete(`/posts/${id}/comments/${commentId}`);
    expect(await titles('이야기')).toEqual([]);
    await writer.client.delete(`/posts/${id}`);
    expect(await titles('번개')).toEqual([]);
  });

  it("finds drafts among one's own only", async () => {
    await post('비밀 번개', '본문', { is_published: false });
    expect(await titles('번개')).toEqual([]);
    expect(await titles('번개', '&is_published=false')).toEqual([]);
    expect(await titles('번개', '&is_published=false', writer)).toEqual(['비밀 번개']);
  });

  it('finds what came from BAND', async () => {
    const band = await core.teller('band-sync');
    await band.tellAndWait('band-sync.post.changed', 'key', 1, {
      band_post_key: 'key',
      content: '정기 모임 안내\n이번 주 배드민턴장은 「한강」입니다',
      author_id: null,
      author_name: '회장',
      mentions: [],
      pictures: [],
      created_at: '2026-01-01T00:00:00.000Z',
      is_deleted: false,
    });
    expect((await find('배드민턴장 한강')).posts).toMatchObject([{ source: 'band' }]);
  });

  it('refuses what is no text', async () => {
    for (const query of ['search=a&search=b', `search=${'a'.repeat(101)}`, 'search=%00', 'search[$ne]=x']) {
      expect((await reader.client.get(`/posts?${query}`)).status).toBe(400);
    }
  });

  it('finds what was written before there was a search', async () => {
    const { id } = await post('예전 번개');
    await comment(writer, id, '예전 댓글');
    const { db } = core;
    for (const name of ['posts', 'comments']) await db.collection(name).updateMany({}, { $unset: { search: 1 } });
    expect(await titles('번개')).toEqual([]);
    const lease = { signal: new AbortController().signal };
    await searchMigration.up(db, core.get(MongoConnection).client, lease);
    // Another word: lists that are kept are not told of migrations.
    expect(await titles('예전 번개')).toEqual(['예전 번개']);
    expect(await titles('예전 댓글')).toEqual(['예전 번개']);
    await expectIndexed(db, ['posts', 'comments'], () =>
      searchMigration.up(db, core.get(MongoConnection).client, lease),
    );
  });
});
