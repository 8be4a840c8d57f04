import type { MuteState, Role } from '@dongbaejul/contracts';
import { until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import type { CommentsAnswer } from '../src/comments/dto/comment.dto';
import type { PostDetailAnswer, PostsAnswer } from '../src/posts/dto/post-answers.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { inboxOf, notify } from './support/inbox';
import { joins } from './support/joins';
import { meet } from './support/meet';
import { arrange, join } from './support/play';
import { comment, write } from './support/write';

let core: CoreUnderTest;
let me: Member;
let loud: Member;
let operator: Member;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  me = await joins(core);
  loud = await joins(core);
  operator = await joins(core, ['USER', 'OPERATOR']);
});
afterAll(() => core.stop());
afterEach(() => me.client.delete(`/users/${loud.id}/mute`));

const mute = (who: Member): ReturnType<typeof me.client.post> => me.client.post(`/users/${who.id}/mute`);
const authors = async (): Promise<unknown[]> =>
  (await me.client.get<PostsAnswer>('/posts?limit=100')).data.posts.map(({ author }) => author.id);

describe('a muted member', () => {
  it('does not reach me in lists of posts, and does again when I want', async () => {
    await write(loud);
    expect(await authors()).toContain(loud.id);
    expect((await mute(loud)).data).toEqual({ message: 'success' });
    expect(await authors()).not.toContain(loud.id);
    expect((await operator.client.get<PostsAnswer>('/posts')).data.posts.map(({ author }) => author.id)).toContain(
      loud.id,
    );
    await me.client.delete(`/users/${loud.id}/mute`);
    expect(await authors()).toContain(loud.id);
  });

  it('has written nothing, where I ask for what they wrote', async () => {
    await write(loud);
    const asked = async (who: Member) => (await who.client.get<PostsAnswer>(`/posts?author=${loud.id}&limit=1`)).data;
    const before = await asked(me);
    expect(before.pagination.total).toBeGreaterThan(1);
    await mute(loud);
    expect(await asked(me)).toEqual({ posts: [], pagination: { total: 0, page: 1, pages: 0, limit: 1 } });
    expect((await asked(operator)).pagination).toEqual(before.pagination);
  });

  it('does not reach me in comments; where others replied only the place stays', async () => {
    const post = await write(me);
    const asked = await comment(loud, post.id, '시끄러운 질문');
    await comment(loud, post.id, '또');
    await comment(operator, post.id, '답', asked.id);
    await mute(loud);
    const expected = [
      [null, ''],
      [operator.id, '답'],
    ];
    const shown = ({ comments }: Pick<CommentsAnswer, 'comments'>): unknown[] =>
      comments.map(({ author, content }) => [author?.id ?? null, content]);
    expect(shown((await me.client.get<CommentsAnswer>(`/posts/${post.id}/comments`)).data)).toEqual(expected);
    expect(shown((await me.client.get<PostDetailAnswer>(`/posts/${post.id}`)).data)).toEqual(expected);
  });

  it('does not reach me by notifications', async () => {
    await mute(loud);
    const about = (actor: Member, key: string): Promise<number> =>
      notify(core, { member_ids: [me.id], type: 'mention', data: { actor_id: actor.id }, dedupe_key: key });
    expect(await about(loud, 'm1')).toBe(0);
    expect(await about(operator, 'm2')).toBe(1);
    const mentions = (await inboxOf(me)).notifications.filter(({ type }) => type === 'mention');
    expect(mentions.map(({ actor }) => actor?.id)).toEqual([operator.id]);
  });

  it('is told of all the same in what I take part in: games and meetings called off, a place that I get', async () => {
    const [me, loud] = [await joins(core), await joins(core)];
    await me.client.post(`/users/${loud.id}/mute`);
    const [game, other] = [await arrange(loud), await arrange(loud)];
    await join(loud, game.id);
    await join(operator, game.id);
    for (const { id } of [game, other]) await join(me, id);
    const meeting = await meet(loud);
    await me.client.put(`/meetings/${meeting.id}/rsvp`, { answer: 'going' });
    await loud.client.delete(`/games/${game.id}/join`);
    await loud.client.delete(`/games/${other.id}`);
    await loud.client.delete(`/meetings/${meeting.id}`);
    const told = (await inboxOf(me)).notifications;
    expect(told.map(({ type }) => type)).toEqual(['meeting.cancelled', 'game.cancelled', 'game.promoted']);
  });

  it('is heard again on becoming staff', async () => {
    const rising = await joins(core);
    await write(rising);
    await mute(rising);
    expect(await authors()).not.toContain(rising.id);
    await joins(core, ['USER', 'OPERATOR'], rising.id, 2);
    expect(await authors()).toContain(rising.id);
  });
});

it('who mutes whom, and who is called what, are known to every replica when they change', async () => {
  const replica = await core.replica();
  const there = replica.member(['USER'], me.id);
  const writer = await joins(core);
  await write(writer);
  const shown = async (): Promise<string | undefined> => {
    const { posts } = (await there.client.get<PostsAnswer>('/posts?limit=100')).data;
    return posts.find(({ author }) => author.id === writer.id)?.author.display_name;
  };
  expect(await shown()).toBe(`user-${writer.id.slice(-6)}`);
  await joins(core, ['USER'], writer.id, 2, '새 이름');
  await until(async () => (await shown()) === '새 이름', 'the new name is shown there');
  await mute(writer);
  await until(async () => (await shown()) === undefined, 'the mute is known there');
  await replica.stopReplica();
});

describe('muting', () => {
  it('is told once per change, with a version that goes on counting', async () => {
    for (const _ of [1, 2]) await mute(loud);
    for (const _ of [1, 2]) await me.client.delete(`/users/${loud.id}/mute`);
    await mute(loud);
    const rows = await core.db
      .collection<{ payload: MuteState; version: number }>('outbox')
      .find({ name: 'core.mute.changed', aggregate_id: `${me.id}:${loud.id}` })
      .sort({ _id: 1 })
      .toArray();
    expect(rows.map(({ version }) => version)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.slice(-3).map(({ payload }) => payload.muted)).toEqual([true, false, true]);
  });

  it('refuses oneself, staff, strangers and junk', async () => {
    expect((await mute(me)).error.code).toBe('MUTE_ONESELF');
    expect((await mute(operator)).error.code).toBe('MUTE_STAFF');
    expect((await me.client.post(`/users/${new Types.ObjectId().toHexString()}/mute`)).status).toBe(404);
    expect((await me.client.post('/users/x/mute')).status).toBe(400);
    expect((await core.anonymous().post(`/users/${loud.id}/mute`)).status).toBe(401);
    const waiting = core.member([] satisfies Role[]);
    expect((await waiting.client.post(`/users/${loud.id}/mute`)).status).toBe(403);
  });
});
