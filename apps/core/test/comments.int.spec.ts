import { Types } from 'mongoose';
import type { CommentAnswer, CommentDto, CommentsAnswer } from '../src/comments/dto/comment.dto';
import type { PostDetailAnswer } from '../src/posts/dto/post-answers.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { comment, write } from './support/write';

let core: CoreUnderTest;
let author: Member;
let other: Member;
let operator: Member;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  author = core.member();
  other = core.member();
  operator = core.member(['OPERATOR']);
});
afterAll(() => core.stop());

const detail = async (postId: string): Promise<PostDetailAnswer> =>
  (await other.client.get<PostDetailAnswer>(`/posts/${postId}`)).data;
const shown = async (postId: string): Promise<[string, boolean][]> =>
  (await detail(postId)).comments.map(({ content, is_deleted }) => [content, is_deleted]);
const remove = (who: Member, { post_id, id }: CommentDto, query = ''): ReturnType<typeof who.client.delete> =>
  who.client.delete(`/posts/${post_id}/comments/${id}${query}`);

describe('a comment', () => {
  it('comes with its post and in a list of its own, oldest first', async () => {
    const post = await write(author);
    const first = await comment(other, post.id, ' 첫 댓글 ');
    await comment(author, post.id, '둘째');
    expect(first).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      post_id: post.id,
      parent_id: null,
      author: { id: other.id, display_name: expect.any(String), avatar: null },
      content: '첫 댓글',
      is_deleted: false,
      is_hidden: false,
      source: 'app',
      version: 1,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    expect(await shown(post.id)).toEqual([
      ['첫 댓글', false],
      ['둘째', false],
    ]);
    const { data } = await other.client.get<CommentsAnswer>(`/posts/${post.id}/comments?limit=1`);
    expect(data).toMatchObject({ comments: [{ id: first.id }], pagination: { total: 2, pages: 2 } });
    const next = await other.client.get<CommentsAnswer>(`/posts/${post.id}/comments?limit=1&after=${data.next_cursor}`);
    expect(next.data.comments.map(({ content }) => content)).toEqual(['둘째']);
  });

  it('is edited by its author alone, under If-Match', async () => {
    const post = await write(author);
    const { id } = await comment(other, post.id);
    const path = `/posts/${post.id}/comments/${id}`;
    for (const who of [author, operator]) {
      expect((await who.client.put(path, { content: 'x' })).error.code).toBe('COMMENT_NOT_YOURS');
    }
    const edited = await other.client.put<CommentAnswer>(path, { content: '고침' }, { headers: { 'if-match': '1' } });
    expect(edited.data.comment).toMatchObject({ content: '고침', version: 2 });
    expect((await other.client.patch(path, { content: 'y' }, { headers: { 'if-match': '1' } })).status).toBe(412);
    const elsewhere = await write(author);
    expect((await other.client.put(`/posts/${elsewhere.id}/comments/${id}`, { content: 'y' })).status).toBe(404);
  });

  it('is deleted by its author or staff, and gone when nothing hangs on it', async () => {
    const post = await write(author);
    const mine = await comment(other, post.id, 'a');
    const theirs = await comment(other, post.id, 'b');
    expect((await remove(author, mine)).error.code).toBe('COMMENT_NOT_YOURS');
    expect((await remove(other, mine)).data).toEqual({ message: 'success' });
    expect((await remove(operator, theirs, `?reason=${encodeURIComponent('도배')}`)).status).toBe(200);
    expect((await remove(other, mine)).status).toBe(404);
    expect(await shown(post.id)).toEqual([]);
    expect((await detail(post.id)).post.comment_count).toBe(0);
    const audited = await core.db
      .collection('outbox')
      .find({ name: 'core.audit.recorded', aggregate_id: { $in: [`comment:${mine.id}`, `comment:${theirs.id}`] } })
      .toArray();
    expect(audited.map(({ payload }) => payload as unknown)).toMatchObject([
      {
        actor_id: operator.id,
        action: 'comment.deleted',
        object_id: theirs.id,
        before: { author_id: other.id, post_id: post.id },
        reason: '도배',
      },
    ]);
  });

  it('with replies stays as a tombstone, for as long as a reply is there', async () => {
    const post = await write(author);
    const root = await comment(other, post.id, '원글');
    const reply = await comment(author, post.id, '답글', root.id);
    const deeper = await comment(other, post.id, '답글의 답글', reply.id);
    expect(deeper.parent_id).toBe(reply.id);
    await remove(other, root);
    await remove(author, reply);
    expect(await shown(post.id)).toEqual([
      ['', true],
      ['', true],
      ['답글의 답글', false],
    ]);
    expect((await detail(post.id)).comments[0]).toMatchObject({ author: null, is_deleted: true });
    expect((await detail(post.id)).post.comment_count).toBe(1);
    const late = await author.client.post(`/posts/${post.id}/comments`, { content: 'x', parent_id: root.id });
    expect([late.status, late.error.code]).toEqual([404, 'PARENT_COMMENT_NOT_FOUND']);
    await remove(other, deeper);
    expect(await shown(post.id)).toEqual([]);
  });

  it('cannot reply to a comment of another post', async () => {
    const post = await write(author);
    const elsewhere = await comment(author, (await write(author)).id);
    const { status } = await other.client.post(`/posts/${post.id}/comments`, { content: 'x', parent_id: elsewhere.id });
    expect(status).toBe(404);
  });
});

describe('many comments at once', () => {
  it('are counted exactly, whatever is written and deleted together (R-15)', async () => {
    const post = await write(author);
    const early = await Promise.all(Array.from({ length: 10 }, (_, i) => comment(other, post.id, `${i}`)));
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, (_, i) =>
        core.member().client.post(`/posts/${post.id}/comments`, { content: '새', parent_id: early[5 + (i % 5)]?.id }),
      ),
      ...early.slice(0, 5).flatMap((one) => [remove(other, one), remove(operator, one)]),
    ]);
    expect(answers.slice(0, 20).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
    const removals = answers.slice(20).map(({ status }) => status);
    expect(removals.sort()).toEqual([...Array.from({ length: 5 }, () => 200), ...Array.from({ length: 5 }, () => 404)]);
    const rows = core.db.collection('comments');
    const alive = await rows.countDocuments({ post_id: new Types.ObjectId(post.id), is_deleted: false });
    expect([alive, (await detail(post.id)).post.comment_count]).toEqual([25, 25]);
    const parents = await rows.find({ _id: { $in: early.map(({ id }) => new Types.ObjectId(id)) } }).toArray();
    expect(parents.reduce((total, { reply_count }) => total + (reply_count as number), 0)).toBe(20);
    const told = await core.db
      .collection('outbox')
      .find({ aggregate_id: other.id, 'payload.kind': 'comment' })
      .toArray();
    const mine = await rows.countDocuments({ author_id: other.id, is_deleted: false });
    expect(told.reduce((total, { payload }) => total + (payload as { delta: number }).delta, 0)).toBe(mine);
  });

  it('with one Idempotency-Key are one comment', async () => {
    const post = await write(author);
    const headers = { 'idempotency-key': 'comment-once' };
    const answers = await Promise.all(
      Array.from({ length: 15 }, () =>
        other.client.post<CommentAnswer>(`/posts/${post.id}/comments`, { content: '하나' }, { headers }),
      ),
    );
    expect(new Set(answers.map(({ status, data }) => `${status} ${data.comment.id}`)).size).toBe(1);
    expect((await detail(post.id)).post.comment_count).toBe(1);
  });
});
