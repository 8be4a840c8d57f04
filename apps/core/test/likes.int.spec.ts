import { until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import type { LikeAnswer, PostDetailAnswer } from '../src/posts/dto/post-answers.dto';
import type { PostDto } from '../src/posts/dto/post.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { write } from './support/write';

let core: CoreUnderTest;

beforeAll(async () => {
  core = await CoreUnderTest.start();
});
afterAll(() => core.stop());

const like = (who: Member, post: PostDto): ReturnType<typeof who.client.post<LikeAnswer>> =>
  who.client.post<LikeAnswer>(`/posts/${post.id}/like`);

/** What stands in the document: the set of likes and the count. */
async function stored(post: PostDto): Promise<{ liked_by: string[]; like_count: number }> {
  const row = await core.db.collection('posts').findOne({ _id: new Types.ObjectId(post.id) });
  return row as unknown as { liked_by: string[]; like_count: number };
}

/** The likes that were told about a member, once the relay has taken them all from the documents. */
async function told(memberId: string, events: number): Promise<number[]> {
  const outbox = core.db.collection<{ payload: { delta: number } }>('outbox');
  const filter = { aggregate_id: memberId, 'payload.kind': 'like_received' };
  await until(async () => (await outbox.countDocuments(filter)) === events, `${events} events about ${memberId}`);
  return (await outbox.find(filter).sort({ version: 1 }).toArray()).map(({ payload }) => payload.delta);
}

const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);

describe('a like', () => {
  it('is given, shown to who gave it, and taken back', async () => {
    const author = core.member();
    const reader = core.member();
    const post = await write(author);
    const shown = async (who: Member): Promise<boolean> =>
      (await who.client.get<PostDetailAnswer>(`/posts/${post.id}`)).data.user_interaction.liked;
    const given = await like(reader, post);
    expect([given.status, given.data]).toEqual([200, { liked: true, like_count: 1 }]);
    expect([await shown(reader), await shown(author)]).toEqual([true, false]);
    expect((await like(reader, post)).data).toEqual({ liked: false, like_count: 0 });
    expect(await shown(reader)).toBe(false);
    expect(await told(author.id, 2)).toEqual([1, -1]);
  });

  it('that says how it is to be can be sent again: it stays so, and the author is told once', async () => {
    const author = core.member();
    const reader = core.member();
    const post = await write(author);
    const set = async (liked: unknown): Promise<unknown> =>
      (await reader.client.post<LikeAnswer>(`/posts/${post.id}/like`, { liked })).data;
    expect(await set(false)).toEqual({ liked: false, like_count: 0 });
    const twice = await Promise.all([set(true), set(true)]);
    expect(twice).toEqual([
      { liked: true, like_count: 1 },
      { liked: true, like_count: 1 },
    ]);
    expect([await set(false), await set(false)]).toEqual(Array(2).fill({ liked: false, like_count: 0 }));
    expect(await stored(post)).toMatchObject({ liked_by: [], like_count: 0 });
    expect(await told(author.id, 2)).toEqual([1, -1]);
    const wrong = await reader.client.post(`/posts/${post.id}/like`, { liked: 'yes' });
    expect([wrong.status, wrong.error.code]).toEqual([400, 'INVALID_INPUT']);
  });

  it("of one's own post counts on the post, and not for its author", async () => {
    const author = core.member();
    const post = await write(author);
    expect((await like(author, post)).data).toEqual({ liked: true, like_count: 1 });
    await like(core.member(), post);
    expect((await stored(post)).like_count).toBe(2);
    expect(await told(author.id, 1)).toEqual([1]);
  });

  it('leaves the edit version alone, so that an edit under way stays valid', async () => {
    const author = core.member();
    const post = await write(author);
    await like(core.member(), post);
    const edit = await author.client.patch(`/posts/${post.id}`, { title: '새' }, { headers: { 'if-match': '1' } });
    expect(edit.status).toBe(200);
  });
});

describe('many likes at once', () => {
  it('by 200 members are all counted: the count, the rows and what was told agree (R-15)', async () => {
    const author = core.member();
    const post = await write(author);
    const members = Array.from({ length: 200 }, () => core.member());
    const answers = await Promise.all(members.map((member) => like(member, post)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    // Each answer saw a state of its own: the counts are 1 to 200, none twice.
    expect(answers.map(({ data }) => data.like_count).sort((a, b) => a - b)).toEqual(members.map((_, i) => i + 1));
    const { liked_by, like_count } = await stored(post);
    expect(like_count).toBe(200);
    expect(new Set(liked_by)).toEqual(new Set(members.map(({ id }) => id)));
    expect(sum(await told(author.id, 200))).toBe(200);
  });

  it('by one member turn over and over, and end where the last one left it', async () => {
    const author = core.member();
    const reader = core.member();
    const post = await write(author);
    const answers = await Promise.all(Array.from({ length: 51 }, () => like(reader, post)));
    expect(answers.filter(({ data }) => data.liked)).toHaveLength(26);
    expect(answers.every(({ data }) => data.like_count === Number(data.liked))).toBe(true);
    expect(await stored(post)).toMatchObject({ liked_by: [reader.id], like_count: 1 });
    expect(await told(author.id, 51)).toEqual(Array.from({ length: 51 }, (_, i) => (i % 2 === 0 ? 1 : -1)));
  });

  it('survive edits and comments going on at the same time', async () => {
    const author = core.member();
    const post = await write(author);
    const members = Array.from({ length: 30 }, () => core.member());
    const answers = await Promise.all([
      ...members.map((member) => like(member, post)),
      ...members.slice(0, 10).map(({ client }) => client.post(`/posts/${post.id}/comments`, { content: '댓글' })),
      ...members.slice(0, 10).map(({ client }) => client.get(`/posts/${post.id}`)),
      ...[1, 2, 3, 4, 5].map((i) => author.client.patch(`/posts/${post.id}`, { title: `제목 ${i}` })),
    ]);
    expect(answers.filter(({ status }) => status >= 300)).toEqual([]);
    const _id = new Types.ObjectId(post.id);
    // Who reads while nothing can be noted in time reads all the same, and is not counted.
    const view_count = await core.db.collection('post_reads').countDocuments({ post_id: _id });
    expect(view_count).toBeGreaterThan(0);
    expect(await core.db.collection('posts').findOne({ _id })).toMatchObject({
      like_count: 30,
      comment_count: 10,
      view_count,
      version: 6,
    });
  });
});
