import { until } from '@dongbaejul/testing';
import { CoreUnderTest, Member } from './support/core-under-test';
import { inboxOf } from './support/inbox';
import { joins } from './support/joins';
import { comment, write } from './support/write';

let core: CoreUnderTest;
let author: Member;
let other: Member;
let named: Member;
let operator: Member;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  operator = await joins(core, ['USER', 'OPERATOR']);
});
beforeEach(async () => {
  [author, other] = [await joins(core), await joins(core)];
  named = await joins(core, ['USER'], undefined, 1, `Minji.${author.id.slice(-6)}`);
});
afterAll(() => core.stop());

const told = async (who: Member): Promise<[string, string | null | undefined][]> =>
  (await inboxOf(who)).notifications.map(({ type, actor }) => [type, actor?.id]);
const toldOf = (who: Member, count: number): Promise<unknown> =>
  until(async () => (await told(who)).length >= count, `${count} notifications`);
const at = (who: Member): string => `@minji.${author.id.slice(-6)}${who === named ? '님' : ''}`;

const OWN = ['core.notification.requested', 'core.broadcast.requested', 'core.post.liked'];

/** Resolves when core has heard what it told itself. */
const allTold = (): Promise<unknown> =>
  until(
    async () => {
      const embedded = await core.db.collection('posts').countDocuments({ 'pending_events._id': { $exists: true } });
      const open = await core.db.collection('outbox').countDocuments({ open: true, name: { $in: OWN } });
      return embedded + open === 0;
    },
    'all to be told',
    { withinMs: 15_000 },
  );

describe('a comment', () => {
  it('is told to the author of the post, and a reply to who is answered, each once', async () => {
    const post = await write(author);
    const first = await comment(other, post.id);
    await comment(author, post.id, '답', first.id);
    await comment(author, post.id, '혼잣말');
    await allTold();
    expect(await told(author)).toEqual([['comment', other.id]]);
    expect(await told(other)).toEqual([['reply', author.id]]);
    const { notifications } = await inboxOf(author);
    expect(notifications[0]?.data).toMatchObject({ post_id: post.id, comment_id: first.id });
  });

  it('that concerns somebody in several ways is told once, as what concerns most', async () => {
    const post = await write(named);
    const mine = await comment(named, post.id);
    await comment(other, post.id, `${at(named)} 안녕하세요`, mine.id);
    await allTold();
    expect(await told(named)).toEqual([['mention', other.id]]);
  });

  it('that is edited tells only who is newly mentioned', async () => {
    const post = await write(author);
    const { id } = await comment(other, post.id, '안녕');
    await other.client.patch(`/posts/${post.id}/comments/${id}`, { content: `안녕 ${at(named)}` });
    await other.client.patch(`/posts/${post.id}/comments/${id}`, { content: `또 안녕 ${at(named)}` });
    await allTold();
    expect(await told(named)).toEqual([['mention', other.id]]);
    expect(await told(author)).toEqual([['comment', other.id]]);
  });
});

describe('a post', () => {
  it('tells whom it mentions, when it is published', async () => {
    const draft = await write(author, { content: `${at(named)} 내일 봐요`, is_published: false });
    expect(await told(named)).toEqual([]);
    await author.client.patch(`/posts/${draft.id}`, { is_published: true });
    await author.client.patch(`/posts/${draft.id}`, { content: `${at(named)} 모레 봐요` });
    expect(await told(named)).toEqual([['mention', author.id]]);
  });

  it('that is a notice is told to every active member, once', async () => {
    const blocked = core.member();
    await core.db.collection('members').insertOne({ _id: blocked.id as never, status: 'blocked', version: 1 });
    const notice = await write(operator, { category: 'notice', title: '공지' });
    for (const who of [author, other, named]) await toldOf(who, 1);
    await operator.client.patch(`/posts/${notice.id}`, { content: '고친 공지' });
    await allTold();
    expect(await told(author)).toEqual([['notice', operator.id]]);
    expect([await told(blocked), await told(operator)]).toEqual([[], []]);
  });

  it('that many like is told to its author once a day, and not to who likes their own', async () => {
    const post = await write(author);
    const fans = Array.from({ length: 30 }, () => core.member());
    await Promise.all(fans.map((fan) => fan.client.post(`/posts/${post.id}/like`)));
    await author.client.post(`/posts/${post.id}/like`);
    await toldOf(author, 1);
    await allTold();
    expect(await told(author)).toHaveLength(1);
  });
});
