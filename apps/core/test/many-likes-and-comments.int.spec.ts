import { until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import type { CommentAnswer } from '../src/comments/dto/comment.dto';
import type { LikeAnswer, PostDetailAnswer, PostsAnswer } from '../src/posts/dto/post-answers.dto';
import type { PostDto } from '../src/posts/dto/post.dto';
import type { Client } from './support/client';
import { CoreUnderTest, Member } from './support/core-under-test';
import { crowd } from './support/crowd';
import { inboxOf } from './support/inbox';
import { untilAnswered } from './support/until-answered';
import { write } from './support/write';

/** The long form; `yarn test:faults` sets it. */
const IS_LONG = Boolean(process.env.FAULTS_LONG);
const ACTIONS = IS_LONG ? 10_000 : 200;
const POSTS = 10;
const AT_ONCE = 50;
/** One in so many takes it back. */
const BACK = 10;

let core: CoreUnderTest;
let replica: CoreUnderTest;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  replica = await core.replica();
}, 60_000);
afterAll(async () => {
  await replica.stopReplica();
  await core.stop();
}, 120_000);

/** A kept connection that the service closed in the moment in which it was used again. */
function brokenOff(error: unknown): undefined {
  if (!(error instanceof TypeError && error.message === 'fetch failed')) throw error;
}

/** A like is turned over, so a phone looks first whether the one that was not answered came through. */
async function setLike(client: Client, id: string, liked: boolean): Promise<void> {
  const isSet = async (): Promise<boolean> => {
    const { data } = await untilAnswered(() => client.get<PostDetailAnswer>(`/posts/${id}`).catch(brokenOff));
    return data.user_interaction.liked === liked;
  };
  for (;;) {
    const answer = await client.post<LikeAnswer>(`/posts/${id}/like`).catch(brokenOff);
    if (answer?.status === 200) return expect(answer.data.liked).toBe(liked);
    if (answer) expect([503, 504]).toContain(answer.status);
    if (await isSet()) return;
  }
}

async function comment(client: Client, id: string, key: string, isTakenBack: boolean): Promise<void> {
  const options = { headers: { 'idempotency-key': key } };
  const path = `/posts/${id}/comments`;
  const { status, data, error } = await untilAnswered(() =>
    client.post<CommentAnswer>(path, { content: `댓글 ${key}` }, options).catch(brokenOff),
  );
  expect({ status, error }).toEqual({ status: 201 });
  if (!isTakenBack) return;
  const removed = await untilAnswered(() => client.delete(`${path}/${data.comment.id}`).catch(brokenOff));
  // 404: an earlier try came through, and only its answer did not.
  expect([200, 404]).toContain(removed.status);
}

interface Kept {
  liked_by: string[];
  like_count: number;
  comment_count: number;
}

const kindTold = async (aggregate_id: object | string, kind: string): Promise<number> => {
  const rows = await core.db
    .collection('outbox')
    .find({ name: 'core.activity.recorded', aggregate_id, 'payload.kind': kind } as object)
    .map(({ payload }) => (payload as { delta: number }).delta)
    .toArray();
  return rows.reduce((sum, delta) => sum + delta, 0);
};

describe(`${ACTIONS} likes and comments at once`, () => {
  it('are all counted: posts, rows, lists, what is told and what is unread agree (R-15)', async () => {
    const author: Member = core.member();
    const posts: PostDto[] = [];
    for (let i = 0; i < POSTS; i += 1) posts.push(await write(author, { title: `글 ${i}` }));
    const people = Array.from({ length: ACTIONS }, (_, i) => (i % 4 < 2 ? core : replica).member());
    const begun = Date.now();
    await crowd(people, AT_ONCE, async ({ client }, i) => {
      const { id } = posts[i % POSTS] as PostDto;
      // Ten posts and ten that take it back: steps that share no factor spread both over all posts.
      const isTakenBack = Math.floor(i / POSTS) % BACK === 0;
      if (Math.floor(i / POSTS) % 2 === 1) return comment(client, id, `c-${i}`, i % BACK === 3);
      await setLike(client, id, true);
      if (isTakenBack) await setLike(client, id, false);
    });
    process.stdout.write(`${ACTIONS} likes and comments: ${((Date.now() - begun) / 1_000).toFixed(1)} s\n`);

    const { data } = await author.client.get<PostsAnswer>('/posts?limit=50');
    let [likes, comments] = [0, 0];
    for (const [at, { id }] of posts.entries()) {
      const mine = people.map((_, i) => i).filter((i) => i % POSTS === at);
      const liking = mine.filter((i) => Math.floor(i / POSTS) % 2 === 0 && Math.floor(i / POSTS) % BACK !== 0);
      const commenting = mine.filter((i) => Math.floor(i / POSTS) % 2 === 1 && i % BACK !== 3);
      const _id = new Types.ObjectId(id);
      const kept = (await core.db.collection('posts').findOne({ _id })) as unknown as Kept;
      expect([...kept.liked_by].sort()).toEqual(liking.map((i) => (people[i] as Member).id).sort());
      const alive = await core.db.collection('comments').countDocuments({ post_id: _id, is_deleted: false });
      expect([kept.like_count, kept.comment_count, alive]).toEqual([
        liking.length,
        commenting.length,
        commenting.length,
      ]);
      expect(data.posts.find((post) => post.id === id)).toMatchObject({
        like_count: liking.length,
        comment_count: commenting.length,
      });
      likes += liking.length;
      comments += commenting.length;
    }
    const withinMs = IS_LONG ? 300_000 : 60_000;
    await until(async () => (await kindTold(author.id, 'like_received')) === likes, 'each like is told', { withinMs });
    expect(await kindTold({ $in: people.map(({ id }) => id) }, 'comment')).toBe(comments);
    const unread = async (): Promise<boolean> => {
      const rows = await core.db.collection('notifications').countDocuments({ member_id: author.id, unread: true });
      return rows > 0 && (await inboxOf(author)).unread_count === rows;
    };
    await until(unread, 'what is unread is counted', { withinMs });
  }, 1_200_000);
});
