import type { PostAnswer, PostDetailAnswer, PostsAnswer } from '../src/posts/dto/post-answers.dto';
import type { PostDto } from '../src/posts/dto/post.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { write } from './support/write';

let core: CoreUnderTest;
let author: Member;
let other: Member;
let operator: Member;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  author = core.member();
  other = core.member();
  operator = core.member(['USER', 'OPERATOR']);
});
afterAll(() => core.stop());

const detail = async (who: Member, id: string): Promise<PostDetailAnswer> =>
  (await who.client.get<PostDetailAnswer>(`/posts/${id}`)).data;

describe('writing a post', () => {
  it('answers 201 with the whole post, and the writer as its author', async () => {
    const { status, data } = await author.client.post<PostAnswer>('/posts', {
      title: '  토요일 정모 ',
      content: '10시에 만나요\n라켓 챙기세요',
      category: 'question',
      attachments: ['https://img.example/a.jpg', 'plan.pdf'],
      is_pinned: false,
    });
    expect(status).toBe(201);
    expect(data.post).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      title: '토요일 정모',
      content: '10시에 만나요\n라켓 챙기세요',
      category: 'question',
      author: { id: author.id, display_name: `user-${author.id.slice(-6)}`, avatar: null },
      attachments: ['https://img.example/a.jpg', 'plan.pdf'],
      files: [],
      is_hidden: false,
      is_pinned: false,
      is_published: true,
      like_count: 0,
      comment_count: 0,
      view_count: 0,
      source: 'app',
      version: 1,
      published_at: expect.any(String),
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      updated_at: expect.any(String),
    });
    expect((await detail(other, data.post.id)).post.title).toBe('토요일 정모');
  });

  it('leaves notices and pinning to staff', async () => {
    const body = { title: '공지', content: '안내' };
    const notice = await author.client.post('/posts', { ...body, category: 'notice' });
    const pinned = await author.client.post('/posts', { ...body, is_pinned: true });
    const auditor = await core.member(['AUDITOR']).client.post('/posts', { ...body, category: 'notice' });
    expect([notice.status, notice.error.code]).toEqual([403, 'NOTICE_STAFF_ONLY']);
    expect([pinned.status, pinned.error.code]).toEqual([403, 'PINNING_STAFF_ONLY']);
    expect(auditor.status).toBe(403);
    const allowed = await operator.client.post<PostAnswer>('/posts', { ...body, category: 'notice', is_pinned: true });
    expect(allowed.status).toBe(201);
    expect(allowed.data.post).toMatchObject({ category: 'notice', is_pinned: true });
  });
});

describe('a draft', () => {
  it("is its author's alone, in the list, by id and to every act", async () => {
    const draft = await write(author, { is_published: false });
    expect(draft).toMatchObject({ is_published: false, published_at: null });
    expect((await author.client.get(`/posts/${draft.id}`)).status).toBe(200);
    for (const who of [other, operator]) {
      const answers = await Promise.all([
        who.client.get(`/posts/${draft.id}`),
        who.client.get(`/posts/${draft.id}/comments`),
        who.client.patch(`/posts/${draft.id}`, { title: 'x' }),
        who.client.delete(`/posts/${draft.id}`),
        who.client.post(`/posts/${draft.id}/like`),
        who.client.post(`/posts/${draft.id}/comments`, { content: 'x' }),
      ]);
      expect(answers.map(({ status, error }) => [status, error.code])).toEqual(
        answers.map(() => [404, 'POST_NOT_FOUND']),
      );
      const drafts = await who.client.get<PostsAnswer>(`/posts?is_published=false&author=${author.id}`);
      expect(drafts.data.posts).toEqual([]);
      const listed = await who.client.get<PostsAnswer>(`/posts?author=${author.id}&limit=100`);
      expect(listed.data.posts.map(({ id }) => id)).not.toContain(draft.id);
    }
    const own = await author.client.get<PostsAnswer>('/posts?is_published=false');
    expect(own.data.posts.map(({ id }) => id)).toEqual([draft.id]);
    const liked = await author.client.post(`/posts/${draft.id}/like`);
    expect([liked.status, liked.error.code]).toEqual([409, 'POST_NOT_PUBLISHED']);
  });

  it('is no notice and not pinned where its author is staff no more; what else it is can be published', async () => {
    const staff = core.member(['USER', 'OPERATOR']);
    const notice = await write(staff, { is_published: false, category: 'notice' });
    const pinned = await write(staff, { is_published: false, is_pinned: true });
    const former = core.member(['USER'], staff.id);
    const publish = async ({ id }: PostDto, more: object = {}): Promise<unknown[]> => {
      const { status, error } = await former.client.patch(`/posts/${id}`, { is_published: true, ...more });
      return status === 200 ? [status] : [status, error.code];
    };
    expect(await publish(notice)).toEqual([403, 'NOTICE_STAFF_ONLY']);
    expect(await publish(pinned)).toEqual([403, 'PINNING_STAFF_ONLY']);
    expect(await publish(notice, { category: 'free' })).toEqual([200]);
    expect(await publish(pinned, { is_pinned: false })).toEqual([200]);
  });

  it('is listed as new on the day it is published, and only then counts for its author', async () => {
    const writer = core.member();
    const draft = await write(writer, { is_published: false });
    const later = await write(writer);
    const published = await writer.client.patch<PostAnswer>(`/posts/${draft.id}`, { is_published: true });
    expect(published.data.post).toMatchObject({ is_published: true, version: 2 });
    const { data } = await other.client.get<PostsAnswer>(`/posts?author=${writer.id}`);
    expect(data.posts.map(({ id }) => id)).toEqual([draft.id, later.id]);
    const told = await core.db.collection('outbox').find({ aggregate_id: writer.id }).toArray();
    expect(told.map(({ payload }) => payload as unknown)).toEqual([
      { member_id: writer.id, kind: 'post', delta: 1 },
      { member_id: writer.id, kind: 'post', delta: 1 },
    ]);
  });
});

describe('reading a post', () => {
  it('counts each reader once, its author never, and says so', async () => {
    const post = await write(author);
    await Promise.all([1, 2, 3, 4].map(() => other.client.get(`/posts/${post.id}`)));
    expect((await detail(operator, post.id)).post.view_count).toBe(2);
    const own = await detail(author, post.id);
    expect(own.post.view_count).toBe(2);
    expect(own.user_interaction).toEqual({ liked: false, read: true });
    expect(await core.db.collection('post_reads').countDocuments({})).toBeGreaterThanOrEqual(2);
  });
});

describe('editing a post', () => {
  it('is for the author alone, with any part of the body, and keeps what it said before', async () => {
    const post = await write(author, { title: '처음', content: '본문' });
    for (const who of [other, operator]) {
      const refused = await who.client.put(`/posts/${post.id}`, { title: '남의 글' });
      expect([refused.status, refused.error.code]).toEqual([403, 'POST_NOT_YOURS']);
    }
    const put = await author.client.put<PostAnswer>(`/posts/${post.id}`, { title: '둘째' });
    const patch = await author.client.patch<PostAnswer>(`/posts/${post.id}`, { content: '고침', category: 'game' });
    expect(put.data.post).toMatchObject({ title: '둘째', content: '본문', version: 2 });
    expect(patch.data.post).toMatchObject({ title: '둘째', content: '고침', category: 'game', version: 3 });
    const revisions = await core.db.collection('post_revisions').find({}).sort({ version: 1 }).toArray();
    expect(revisions.map(({ version, title, content }) => [version, title, content])).toEqual(
      expect.arrayContaining([
        [1, '처음', '본문'],
        [2, '둘째', '본문'],
      ]),
    );
  });

  it('changes nothing when nothing differs', async () => {
    const post = await write(author);
    const same = await author.client.put<PostAnswer>(`/posts/${post.id}`, {
      title: post.title,
      content: post.content,
      is_pinned: false,
    });
    expect(same.data.post).toEqual(post);
    expect((await author.client.patch<PostAnswer>(`/posts/${post.id}`, {})).data.post.version).toBe(1);
  });

  it('refuses a stale If-Match and takes the current one', async () => {
    const post = await write(author);
    const edit = (title: string, version: string): ReturnType<typeof author.client.patch<PostAnswer>> =>
      author.client.patch<PostAnswer>(`/posts/${post.id}`, { title }, { headers: { 'if-match': version } });
    expect((await edit('a', '1')).status).toBe(200);
    const stale = await edit('b', '1');
    expect([stale.status, stale.error.code, stale.error.details]).toEqual([412, 'STALE_VERSION', { version: 2 }]);
    expect((await edit('c', '"2"')).data.post.title).toBe('c');
    expect((await edit('d', 'junk')).status).toBe(400);
    const lastWins = await author.client.patch<PostAnswer>(`/posts/${post.id}`, { title: 'e' });
    expect(lastWins.data.post).toMatchObject({ title: 'e', version: 4 });
  });

  it('lets exactly one of many editors with the same If-Match win', async () => {
    const post = await write(author);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        author.client.patch(`/posts/${post.id}`, { title: `제목 ${i}` }, { headers: { 'if-match': '1' } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
  });

  it('lets staff pin anyone’s post, and only pin', async () => {
    const post = await write(author);
    const pinned = await operator.client.patch<PostAnswer>(`/posts/${post.id}`, { is_pinned: true });
    expect(pinned.data.post.is_pinned).toBe(true);
    const both = await operator.client.patch(`/posts/${post.id}`, { is_pinned: false, title: 'x' });
    expect(both.error.code).toBe('POST_NOT_YOURS');
    const unpinned = await author.client.patch(`/posts/${post.id}`, { is_pinned: false });
    expect(unpinned.error.code).toBe('PINNING_STAFF_ONLY');
    await operator.client.patch(`/posts/${post.id}`, { is_pinned: false });
  });
});

describe('deleting a post', () => {
  it.each([
    ['its author', (): Member => author],
    ['staff', (): Member => operator],
  ])('is for %s, and leaves nothing to be seen', async (_who, remover) => {
    const post = await write(author);
    expect((await other.client.delete(`/posts/${post.id}`)).status).toBe(403);
    const { status, data } = await remover().client.delete<{ message: string }>(`/posts/${post.id}`);
    expect([status, data]).toEqual([200, { message: 'success' }]);
    expect((await author.client.get(`/posts/${post.id}`)).status).toBe(404);
    expect((await remover().client.delete(`/posts/${post.id}`)).status).toBe(404);
    expect((await author.client.post(`/posts/${post.id}/like`)).status).toBe(404);
    expect((await author.client.post(`/posts/${post.id}/comments`, { content: 'x' })).status).toBe(404);
    const { data: list } = await author.client.get<PostsAnswer>(`/posts?author=${author.id}&limit=100`);
    expect(list.posts.map(({ id }) => id)).not.toContain(post.id);
  });

  it('is audited with the reason where staff delete what somebody else wrote', async () => {
    const [post, own] = [await write(author, { title: '광고' }), await write(operator)];
    await operator.client.delete(`/posts/${own.id}`);
    await operator.client.delete(`/posts/${post.id}?reason=${encodeURIComponent('광고글')}`);
    const rows = await core.db
      .collection('outbox')
      .find({ name: 'core.audit.recorded', aggregate_id: { $in: [own, post].map(({ id }) => `post:${id}`) } })
      .toArray();
    expect(rows.map(({ payload }) => payload as unknown)).toEqual([
      {
        actor_id: operator.id,
        actor_roles: ['USER', 'OPERATOR'],
        client_address: '192.0.2.1',
        action: 'post.deleted',
        object_type: 'post',
        object_id: post.id,
        before: { author_id: author.id, title: '광고', state: 'published' },
        after: null,
        reason: '광고글',
      },
    ]);
  });

  it('takes the post back from its author’s count', async () => {
    const writer = core.member();
    const post = await write(writer);
    await writer.client.delete(`/posts/${post.id}`);
    const told = await core.db.collection('outbox').find({ aggregate_id: writer.id }).sort({ _id: 1 }).toArray();
    expect(told.map(({ payload }) => (payload as { delta: number }).delta)).toEqual([1, -1]);
  });
});

describe('an Idempotency-Key', () => {
  it('makes twenty posts at once one post with one answer, and refuses another body', async () => {
    const writer = core.member();
    const headers = { 'idempotency-key': 'once-only' };
    const body = { title: '한 번만', content: '본문' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => writer.client.post<PostAnswer>('/posts', body, { headers })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data)))).toHaveProperty('size', 1);
    expect(await core.db.collection('posts').countDocuments({ author_id: writer.id })).toBe(1);
    const another = await writer.client.post('/posts', { ...body, title: '다른 글' }, { headers });
    expect([another.status, another.error.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });
});

describe('authors', () => {
  it('bear the name that auth tells, and none once they have left', async () => {
    const auth = await core.teller('auth');
    const writer = core.member();
    const post = await write(writer);
    const state = {
      id: writer.id,
      username: 'jimin',
      display_name: '박지민',
      avatar: 'https://img.example/me.png',
      roles: ['USER' as const],
      status: 'active' as const,
    };
    const seen = async (): Promise<PostDto['author']> => (await detail(other, post.id)).post.author;
    await auth.tellAndWait('auth.member.changed', writer.id, 2, state);
    expect(await seen()).toEqual({ id: writer.id, display_name: '박지민', avatar: 'https://img.example/me.png' });
    await auth.tellAndWait('auth.member.changed', writer.id, 1, { ...state, display_name: '옛 이름' });
    expect(await seen()).toMatchObject({ display_name: '박지민' });
    await auth.tellAndWait('auth.member.changed', writer.id, 3, { ...state, avatar: null, status: 'closed' });
    expect(await seen()).toEqual({ id: null, display_name: '탈퇴한 회원', avatar: null });
  });
});
