import type { AuditEntry } from '@dongbaejul/contracts';
import type { CommentsAnswer } from '../src/comments/dto/comment.dto';
import type { PostDetailAnswer, PostsAnswer } from '../src/posts/dto/post-answers.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { joins } from './support/joins';
import { decide, reported, toldOf } from './support/report';
import { open, photo, upload } from './support/upload';
import { comment, write } from './support/write';

let core: CoreUnderTest;
let author: Member;
let reader: Member;
let operator: Member;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  author = await joins(core);
  reader = await joins(core);
  operator = await joins(core, ['USER', 'OPERATOR']);
}, 60_000);
afterAll(() => core.stop(), 60_000);

const SEARCH = `&search=${encodeURIComponent('동백꽃')}`;

const titles = async (who: Member, query = ''): Promise<string[]> =>
  (await who.client.get<PostsAnswer>(`/posts?limit=100${query}`)).data.posts.map(({ title }) => title);
const detail = (who: Member, id: string): Promise<{ status: number; data: PostDetailAnswer }> =>
  who.client.get<PostDetailAnswer>(`/posts/${id}`);
const comments = async (who: Member, postId: string): Promise<CommentsAnswer['comments']> =>
  (await who.client.get<CommentsAnswer>(`/posts/${postId}/comments`)).data.comments;
async function credit(memberId: string, kind: string): Promise<number> {
  const rows = await core.db.collection('outbox').find({ aggregate_id: memberId, 'payload.kind': kind }).toArray();
  return rows.reduce((total, { payload }) => total + (payload as { delta: number }).delta, 0);
}

describe('a post that staff hide', () => {
  it('is in nobody’s lists and searches, opens for its author and staff alone, and comes back whole', async () => {
    const post = await write(author, { title: '숨길 글 하나', content: '동백꽃 이야기' });
    await comment(reader, post.id, '동백꽃 댓글');
    await reader.client.post(`/posts/${post.id}/like`);
    for (const query of ['', SEARCH, '&sort=popular']) expect(await titles(reader, query)).toContain(post.title);
    const id = await reported(reader, 'post', post.id);
    expect((await decide(operator, id, 'hide', '욕설')).status).toBe(200);

    for (const who of [reader, author, operator]) {
      for (const query of ['', SEARCH, '&sort=popular', `&author=${author.id}`]) {
        expect(await titles(who, query)).not.toContain(post.title);
      }
    }
    expect((await detail(reader, post.id)).status).toBe(404);
    for (const who of [author, operator]) {
      expect((await detail(who, post.id)).data.post).toMatchObject({ is_hidden: true, hidden_reason: '욕설' });
    }
    expect((await reader.client.get(`/posts/${post.id}/comments`)).status).toBe(404);

    expect((await decide(operator, id, 'restore', '다시 보니 괜찮습니다.')).status).toBe(200);
    for (const query of ['', SEARCH]) expect(await titles(reader, query)).toContain(post.title);
    const { post: back, comments: said } = (await detail(reader, post.id)).data;
    expect(back).toMatchObject({ is_hidden: false, like_count: 1, comment_count: 1 });
    expect(back.hidden_reason).toBeUndefined();
    expect(said).toHaveLength(1);
  });

  it('takes no edit, comment or like, and does not count for its author until it is back', async () => {
    const writer = await joins(core);
    const post = await write(writer);
    const id = await reported(reader, 'post', post.id);
    await decide(operator, id, 'hide');
    expect(await credit(writer.id, 'post')).toBe(0);
    const refused = [
      await writer.client.patch(`/posts/${post.id}`, { title: '다시' }),
      await writer.client.patch(`/posts/${post.id}`, { is_published: false }),
      await writer.client.post(`/posts/${post.id}/comments`, { content: '왜요' }),
      await writer.client.post(`/posts/${post.id}/like`),
    ];
    expect(refused.map(({ error }) => error.code)).toEqual(Array(4).fill('POST_HIDDEN'));
    expect((await reader.client.post(`/posts/${post.id}/like`)).status).toBe(404);
    await decide(operator, id, 'restore');
    expect(await credit(writer.id, 'post')).toBe(1);
    expect((await writer.client.patch(`/posts/${post.id}`, { title: '다시' })).status).toBe(200);
  });

  it('keeps its pictures to its author and staff', async () => {
    const { id } = (await upload(core, author, await photo())).data.upload;
    const post = await write(author, { attachments: [id] });
    const opened = async (who: Member): Promise<number> => (await open(core, `/uploads/${id}`, who)).status;
    expect(await opened(reader)).toBe(200);
    await decide(operator, await reported(reader, 'post', post.id), 'hide');
    expect([await opened(reader), await opened(author), await opened(operator)]).toEqual([404, 200, 200]);
  });

  it('can be deleted by its author, and is then nothing to restore', async () => {
    const writer = await joins(core);
    const post = await write(writer);
    const id = await reported(reader, 'post', post.id);
    await decide(operator, id, 'hide');
    expect((await writer.client.delete(`/posts/${post.id}`)).status).toBe(200);
    expect(await credit(writer.id, 'post')).toBe(0);
    expect((await decide(operator, id, 'restore')).error.code).toBe('REPORT_TARGET_GONE');
  });

  it('is audited with the reason, and author and reporter are told once', async () => {
    const [writer, other] = [await joins(core), await joins(core)];
    const post = await write(writer, { title: '감사할 글' });
    const id = await reported(reader, 'post', post.id);
    expect(await reported(other, 'post', post.id, { reason: 'spam' })).toBe(id);
    await decide(operator, id, 'hide', '광고입니다.');
    const rows = await core.db
      .collection<{ payload: AuditEntry }>('outbox')
      .find({ name: 'core.audit.recorded', aggregate_id: `post:${post.id}` })
      .toArray();
    expect(rows.map(({ payload }) => payload)).toMatchObject([
      {
        actor_id: operator.id,
        actor_roles: ['USER', 'OPERATOR'],
        action: 'post.hidden',
        object_type: 'post',
        object_id: post.id,
        reason: '광고입니다.',
        client_address: '192.0.2.1',
        before: { status: 'open', report_count: 2, reasons: ['abuse', 'spam'] },
        after: { status: 'hidden' },
      },
    ]);
    const [toAuthor] = await toldOf(writer, 'content.hidden');
    expect(toAuthor?.text).toContain('광고입니다.');
    expect(toAuthor?.data).toMatchObject({ target_type: 'post', target_id: post.id });
    expect(toAuthor?.actor).toBeNull();
    expect(await toldOf(other, 'report.decided')).toHaveLength(1);
    await decide(operator, id, 'restore', '오해였습니다.');
    expect((await toldOf(writer, 'content.restored'))[0]?.text).toContain('오해였습니다.');
    expect(await toldOf(other, 'report.decided')).toHaveLength(1);
  });
});

describe('a comment that staff hide', () => {
  it('is gone for members and from counts, but for its place where others replied', async () => {
    const post = await write(author);
    const [alone, answered] = [await comment(author, post.id, '나쁜 말'), await comment(author, post.id, '못된 말')];
    await comment(reader, post.id, '그러지 마세요', answered.id);
    for (const one of [alone, answered]) {
      await decide(operator, await reported(reader, 'comment', one.id), 'hide', '비방');
    }
    expect((await comments(reader, post.id)).map(({ content, is_deleted }) => [content, is_deleted])).toEqual([
      ['', true],
      ['그러지 마세요', false],
    ]);
    expect(JSON.stringify((await detail(reader, post.id)).data)).not.toMatch(/나쁜 말|못된 말|비방/);
    for (const who of [author, operator]) {
      expect(await comments(who, post.id)).toMatchObject([
        { content: '나쁜 말', is_hidden: true, hidden_reason: '비방' },
        { content: '못된 말', is_hidden: true, hidden_reason: '비방' },
        { content: '그러지 마세요', is_hidden: false },
      ]);
    }
    expect((await detail(reader, post.id)).data.post.comment_count).toBe(1);
    // The one that others replied to keeps its place in lists.
    const total = async (who: Member): Promise<number> =>
      (await who.client.get<CommentsAnswer>(`/posts/${post.id}/comments?limit=1`)).data.pagination.total;
    expect([await total(reader), await total(author), await total(operator)]).toEqual([2, 3, 3]);
  });

  it('is not found by its words, takes no edit or reply, and comes back', async () => {
    const post = await write(author, { title: '찾을 글', content: '본문' });
    const said = await comment(author, post.id, '해괴망측한말');
    const byComment = (): Promise<string[]> => titles(reader, `&search=${encodeURIComponent('해괴망측')}`);
    expect(await byComment()).toEqual(['찾을 글']);
    const id = await reported(reader, 'comment', said.id);
    await decide(operator, id, 'hide');
    expect(await byComment()).toEqual([]);
    const path = `/posts/${post.id}/comments`;
    expect((await author.client.patch(`${path}/${said.id}`, { content: '고침' })).error.code).toBe('COMMENT_HIDDEN');
    expect((await reader.client.post(path, { content: '답', parent_id: said.id })).status).toBe(404);
    await decide(operator, id, 'restore');
    expect(await byComment()).toEqual(['찾을 글']);
    expect((await detail(reader, post.id)).data.post.comment_count).toBe(1);
  });

  it('counts once when its author then deletes it', async () => {
    const writer = await joins(core);
    const post = await write(author);
    const said = await comment(writer, post.id);
    await decide(operator, await reported(reader, 'comment', said.id), 'hide');
    expect((await writer.client.delete(`/posts/${post.id}/comments/${said.id}`)).status).toBe(200);
    expect((await detail(reader, post.id)).data.post.comment_count).toBe(0);
    expect(await credit(writer.id, 'comment')).toBe(0);
  });
});
