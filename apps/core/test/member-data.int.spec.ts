import type { ExportedMemberData, MemberState } from '@dongbaejul/contracts';
import { expectIndexed } from '@dongbaejul/testing';
import { ExportMemberData } from '../src/member-data/export-member-data';
import { CoreUnderTest } from './support/core-under-test';
import type { Teller } from './support/teller';
import { comment, write } from './support/write';

const COLLECTIONS = ['posts', 'comments', 'post_reads', 'notifications', 'mutes', 'reports'];

describe("a member's own data", () => {
  let core: CoreUnderTest;
  let auth: Teller;
  beforeAll(async () => {
    core = await CoreUnderTest.start();
    auth = await core.teller('auth');
  });
  afterAll(() => core.stop());

  const state = (id: string, more: Partial<MemberState> = {}): MemberState => ({
    id,
    username: `u${id.slice(-6)}`,
    display_name: '떠날 사람',
    avatar: null,
    roles: ['USER'],
    status: 'active',
    ...more,
  });
  const all = async (id: string): Promise<ExportedMemberData['files']> => {
    const files: ExportedMemberData['files'] = [];
    for (let cursor: string | undefined, first = true; first || cursor; first = false) {
      const page = await core.get(ExportMemberData).page(id, cursor);
      files.push(...page.files);
      cursor = page.next_cursor;
    }
    return files;
  };

  it('is exported whole, over as many pages as it takes, and nobody else’s with it', async () => {
    const [me, other] = [core.member(), core.member()];
    for (let i = 0; i < 205; i += 1) {
      await core.db
        .collection('posts')
        .insertOne({ author_id: me.id, title: `글 ${i}`, state: 'published', liked_by: [] });
    }
    const theirs = await write(other, { title: '남의 글', category: 'free' });
    await me.client.post(`/posts/${theirs.id}/like`);
    await comment(me, theirs.id);
    const files = await all(me.id);
    expect(files.map(({ name }) => name)).toEqual([
      'posts.json',
      'posts-2.json',
      'posts-3.json',
      'comments.json',
      'likes.json',
      'reads.json',
      'notifications.json',
      'reports.json',
      'mutes.json',
      'games.json',
      'games-left.json',
      'game-results.json',
      'ratings.json',
      'meetings-called.json',
      'meeting-answers.json',
      'uploads.json',
      'calendar.json',
      'devices.json',
      'notification-preferences.json',
    ]);
    const posts = files.filter(({ name }) => name.startsWith('posts')).flatMap(({ content }) => content as object[]);
    expect(posts).toHaveLength(205);
    expect(new Set(posts.map((post) => (post as { title: string }).title)).size).toBe(205);
    expect(JSON.stringify(posts)).not.toContain('남의 글');
    expect(files.find(({ name }) => name === 'likes.json')?.content).toMatchObject([{ title: '남의 글' }]);
    await expect(core.get(ExportMemberData).page(me.id, 'junk')).rejects.toThrow('INVALID_INPUT');
  });

  it('loses its name when the member leaves, and stays', async () => {
    const [me, reader] = [core.member(), core.member()];
    await auth.tellAndWait('auth.member.changed', me.id, 1, state(me.id));
    const post = await write(me, { title: '남는 글', category: 'free' });
    await comment(me, post.id);
    await auth.tellAndWait('auth.member.changed', me.id, 2, state(me.id, { status: 'closed', display_name: '' }));
    const { data } = await reader.client.get<{
      post: { title: string; author: object };
      comments: { author: object }[];
    }>(`/posts/${post.id}`);
    expect(data.post).toMatchObject({ title: '남는 글', author: { id: null, display_name: '탈퇴한 회원' } });
    expect(data.comments[0]?.author).toMatchObject({ id: null, display_name: '탈퇴한 회원' });
    for (const name of ['posts', 'comments']) {
      expect(await core.db.collection(name).countDocuments({ author_id: me.id, author_name: { $ne: '' } })).toBe(0);
    }
  });

  it('becomes the other account’s when two turn out to be one person', async () => {
    const [from, into, writer] = [core.member(), core.member(), core.member()];
    await auth.tellAndWait('auth.member.changed', into.id, 1, state(into.id, { display_name: '한 사람' }));
    const post = await write(from, { title: '내 글', category: 'free' });
    await comment(from, post.id);
    const both = await write(writer, { title: '둘 다 좋아한 글', category: 'free' });
    for (const one of [from, into]) await one.client.post(`/posts/${both.id}/like`);
    const only = await write(writer, { title: '하나만', category: 'free' });
    await from.client.post(`/posts/${only.id}/like`);
    await auth.tellAndWait('auth.member.merged', from.id, 1, { from_id: from.id, into_id: into.id });
    const read = async (id: string) =>
      (
        await into.client.get<{ post: { author: object; like_count: number }; user_interaction: object }>(
          `/posts/${id}`,
        )
      ).data;
    expect((await read(post.id)).post.author).toMatchObject({ id: into.id, display_name: '한 사람' });
    expect(await read(both.id)).toMatchObject({ post: { like_count: 1 }, user_interaction: { liked: true } });
    expect(await read(only.id)).toMatchObject({ post: { like_count: 1 }, user_interaction: { liked: true } });
    expect((await into.client.patch(`/posts/${post.id}`, { title: '고친 글' })).status).toBe(200);
    expect((await all(from.id)).find(({ name }) => name === 'posts.json')?.content).toEqual([]);
  });

  it('is found by indexes', async () => {
    const me = core.member();
    await write(me, { title: '글', category: 'free' });
    await expectIndexed(core.db, COLLECTIONS, () => all(me.id));
    await expectIndexed(core.db, ['posts', 'comments'], async () => {
      await auth.tellAndWait('auth.member.merged', me.id, 1, { from_id: me.id, into_id: core.member().id });
      await auth.tellAndWait('auth.member.changed', me.id, 9, state(me.id, { status: 'closed' }));
    });
  });
});
