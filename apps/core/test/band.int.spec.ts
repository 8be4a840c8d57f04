import type { BandCommentState, BandPostState } from '@dongbaejul/contracts';
import { runInContext } from '@dongbaejul/service-kit';
import { Types } from 'mongoose';
import type { CommentDto } from '../src/comments/dto/comment.dto';
import type { PostDetailAnswer, PostsAnswer } from '../src/posts/dto/post-answers.dto';
import type { PostDto } from '../src/posts/dto/post.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import type { Teller } from './support/teller';
import { decide, reported, toldOf } from './support/report';
import { comment } from './support/write';

let core: CoreUnderTest;
let band: Teller;
let reader: Member;
let operator: Member;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  band = await core.teller('band-sync');
  reader = core.member();
  operator = core.member(['OPERATOR']);
});
afterAll(() => core.stop());

let keys = 0;
const newKey = (): string => `AADx${(keys += 1)}`;

const postState = (band_post_key: string, wanted: Partial<BandPostState> = {}): BandPostState => ({
  band_post_key,
  author_id: null,
  author_name: '동백',
  content: '정모 안내\n토요일 10시',
  mentions: [],
  pictures: [],
  created_at: '2026-05-01T03:00:00.000Z',
  is_deleted: false,
  ...wanted,
});

const commentState = (
  band_comment_key: string,
  band_post_key: string,
  wanted: Partial<BandCommentState> = {},
): BandCommentState => ({
  band_comment_key,
  band_post_key,
  author_id: null,
  author_name: '하늘',
  content: '참석해요',
  created_at: '2026-05-01T04:00:00.000Z',
  is_deleted: false,
  ...wanted,
});

const tellPost = (version: number, state: BandPostState): Promise<void> =>
  band.tellAndWait('band-sync.post.changed', state.band_post_key, version, state);
const tellComment = (version: number, state: BandCommentState): Promise<void> =>
  band.tellAndWait('band-sync.comment.changed', state.band_comment_key, version, state);

/** The one post of a key: its id, or undefined while there is none. */
async function idOf(key: string): Promise<string | undefined> {
  const rows = await core.db.collection('posts').find({ band_post_key: key }).toArray();
  expect(rows.length).toBeLessThanOrEqual(1);
  return rows[0] && String(rows[0]._id);
}

async function shown(key: string): Promise<PostDetailAnswer & { status: number }> {
  const { status, data } = await reader.client.get<PostDetailAnswer>(`/posts/${await idOf(key)}`);
  return { ...data, status };
}

async function credit(memberId: string, kind: string): Promise<number> {
  const rows = await core.db.collection('outbox').find({ aggregate_id: memberId, 'payload.kind': kind }).toArray();
  return rows.reduce((total, { payload }) => total + (payload as { delta: number }).delta, 0);
}

describe('a post from BAND', () => {
  it('appears with its title, pictures, author and time', async () => {
    const key = newKey();
    const writer = core.member();
    const picture = { url: 'https://img.example/p.jpg', width: 800, height: 600 };
    await tellPost(1, postState(key, { author_id: writer.id, author_name: '김동백', pictures: [picture] }));
    expect((await shown(key)).post).toMatchObject({
      title: '정모 안내',
      content: '정모 안내\n토요일 10시',
      source: 'band',
      category: 'free',
      author: { id: writer.id, display_name: '김동백' },
      attachments: ['https://img.example/p.jpg'],
      created_at: '2026-05-01T03:00:00.000Z',
      is_published: true,
    });
    const { data } = await reader.client.get<PostsAnswer>(`/posts?author=${writer.id}`);
    expect(data.posts).toHaveLength(1);
    expect(await credit(writer.id, 'post')).toBe(1);
  });

  it('has the newest state whatever order and however often it is told', async () => {
    const key = newKey();
    const writer = core.member();
    const versions = [3, 1, 2, 3, 5, 4, 5, 1];
    const ids = await Promise.all(
      versions.map((version) =>
        band.tell(
          'band-sync.post.changed',
          key,
          version,
          postState(key, { author_id: writer.id, content: `v${version}` }),
        ),
      ),
    );
    await Promise.all(ids.map((id) => band.heard(id)));
    expect((await shown(key)).post).toMatchObject({ title: 'v5', content: 'v5' });
    expect(await credit(writer.id, 'post')).toBe(1);
  });

  it('becomes a tombstone when it is gone at BAND, and comes back when BAND says so', async () => {
    const key = newKey();
    const writer = core.member();
    const state = postState(key, { author_id: writer.id });
    await tellPost(1, state);
    await tellPost(3, { ...state, is_deleted: true });
    await tellPost(2, state);
    expect((await shown(key)).status).toBe(404);
    expect(await credit(writer.id, 'post')).toBe(0);
    await tellPost(4, state);
    expect((await shown(key)).status).toBe(200);
    expect(await credit(writer.id, 'post')).toBe(1);
  });

  it('is read-only here for everyone, but can be liked, commented, pinned and removed', async () => {
    const key = newKey();
    const writer = core.member();
    await tellPost(1, postState(key, { author_id: writer.id }));
    const id = (await idOf(key)) as string;
    for (const who of [writer, reader, operator]) {
      const edit = await who.client.put(`/posts/${id}`, { title: '바꿈' });
      expect([edit.status, edit.error.code]).toEqual([403, 'POST_OWNED_BY_BAND']);
    }
    expect(
      (await operator.client.patch<{ post: PostDto }>(`/posts/${id}`, { is_pinned: true })).data.post.is_pinned,
    ).toBe(true);
    expect((await reader.client.post<{ liked: boolean }>(`/posts/${id}/like`)).data.liked).toBe(true);
    await comment(reader, id, '앱에서');
    await tellPost(2, postState(key, { author_id: writer.id, content: '고침' }));
    expect((await shown(key)).post).toMatchObject({
      content: '고침',
      is_pinned: true,
      like_count: 1,
      comment_count: 1,
      version: 3,
    });
    expect((await operator.client.delete(`/posts/${id}`)).status).toBe(200);
    await tellPost(3, postState(key, { author_id: writer.id, content: '또 고침' }));
    expect((await shown(key)).status).toBe(404);
  });

  it('brings its likes along when BAND tells only later who wrote it', async () => {
    const key = newKey();
    const writer = core.member();
    await tellPost(1, postState(key));
    const id = await idOf(key);
    for (const who of [reader, operator, writer]) await who.client.post(`/posts/${id}/like`);
    await tellPost(2, postState(key, { author_id: writer.id }));
    expect([await credit(writer.id, 'post'), await credit(writer.id, 'like_received')]).toEqual([1, 2]);
  });
});

describe('a comment from BAND', () => {
  it('that arrives before its post is there as soon as the post is, and counted', async () => {
    const key = newKey();
    await tellComment(1, commentState(`c1-${key}`, key, { content: '먼저' }));
    await tellComment(1, commentState(`c2-${key}`, key, { content: '다음', created_at: '2026-05-01T05:00:00.000Z' }));
    expect((await shown(key)).status).toBe(404);
    const { data } = await reader.client.get<PostsAnswer>('/posts?limit=100&sort=oldest');
    expect(data.posts.map(({ id }) => id)).not.toContain(await idOf(key));
    await tellPost(
      1,
      postState(key, { content: '', pictures: [{ url: 'https://i.example/1', width: null, height: null }] }),
    );
    const { post, comments } = await shown(key);
    expect(post).toMatchObject({ title: '사진', category: 'photo', comment_count: 2, version: 1 });
    expect(post.created_at).toBe('2026-05-01T03:00:00.000Z');
    expect(comments.map(({ content, source }) => [content, source])).toEqual([
      ['먼저', 'band'],
      ['다음', 'band'],
    ]);
  });

  it('is right in any order, told twice, edited and deleted, together with its post', async () => {
    const key = newKey();
    const writer = core.member();
    const told: Promise<string>[] = [];
    for (let i = 0; i < 12; i += 1) {
      const ck = `m${i}-${key}`;
      const state = commentState(ck, key, { author_id: writer.id, content: `옛 ${i}` });
      const newer = { ...state, content: `새 ${i}`, is_deleted: i % 3 === 0 };
      for (const [version, one] of [
        [2, newer],
        [1, state],
        [2, newer],
      ] as const) {
        told.push(band.tell('band-sync.comment.changed', ck, version, one));
      }
      if (i === 6) told.push(band.tell('band-sync.post.changed', key, 1, postState(key)));
    }
    await Promise.all((await Promise.all(told)).map((id) => band.heard(id)));
    const { post, comments } = await shown(key);
    expect(post.comment_count).toBe(8);
    expect(comments.map(({ content }) => content).sort()).toEqual(
      [1, 2, 4, 5, 7, 8, 10, 11].map((i) => `새 ${i}`).sort(),
    );
    const rows = core.db.collection('comments');
    expect(await rows.countDocuments({ post_id: new Types.ObjectId(post.id) })).toBe(12);
    expect(await credit(writer.id, 'comment')).toBe(8);
  }, 60_000);

  it('can be answered here, is read-only here, and leaves a tombstone under the answer', async () => {
    const key = newKey();
    const state = commentState(`a-${key}`, key);
    await tellPost(1, postState(key));
    await tellComment(1, state);
    const root = (await shown(key)).comments[0] as CommentDto;
    const edit = await reader.client.put(`/posts/${root.post_id}/comments/${root.id}`, { content: 'x' });
    expect([edit.status, edit.error.code]).toEqual([403, 'COMMENT_OWNED_BY_BAND']);
    const answer = await comment(reader, root.post_id, '답글', root.id);
    await tellComment(2, { ...state, is_deleted: true });
    expect((await shown(key)).comments).toMatchObject([{ is_deleted: true, content: '' }, { content: '답글' }]);
    await reader.client.delete(`/posts/${root.post_id}/comments/${answer.id}`);
    expect(await shown(key)).toMatchObject({ comments: [], post: { comment_count: 0 } });
  });

  it('that staff removed here stays removed', async () => {
    const key = newKey();
    const state = commentState(`r-${key}`, key);
    await tellPost(1, postState(key));
    await tellComment(1, state);
    const { id, post_id } = (await shown(key)).comments[0] as CommentDto;
    await operator.client.delete(`/posts/${post_id}/comments/${id}`);
    await tellComment(2, { ...state, content: '다시' });
    expect(await shown(key)).toMatchObject({ comments: [], post: { comment_count: 0 } });
  });
});

describe('a sync of many', () => {
  it('brings each post and comment once, counted and credited, though they are taken in together', async () => {
    const keys = Array.from({ length: 40 }, newKey);
    const [writer, speaker] = [core.member(), core.member()];
    const posts = keys.flatMap((key, i) => {
      const state = postState(key, { author_id: writer.id, content: `글 ${i}` });
      const first = { aggregateId: key, version: 1, payload: state };
      return i % 10 === 0 ? [first, { ...first, version: 2, payload: { ...state, content: `고친 글 ${i}` } }] : [first];
    });
    const comments = keys.flatMap((key) =>
      ['살아 있는', '고친', '지운'].flatMap((kind) => {
        const state = commentState(`${kind}-${key}`, key, { author_id: speaker.id, content: kind });
        const first = { aggregateId: state.band_comment_key, version: 1, payload: state };
        const later = { ...state, content: '새 댓글', is_deleted: kind === '지운' };
        return kind === '살아 있는' ? [first] : [first, { ...first, version: 2, payload: later }];
      }),
    );
    const told = await Promise.all([
      band.tellMany('band-sync.comment.changed', comments.slice(0, 60)),
      runInContext({ traceId: 'trace-of-posts', language: 'ko' }, () => band.tellMany('band-sync.post.changed', posts)),
    ]);
    told.push(await band.tellMany('band-sync.comment.changed', comments.slice(60)));
    await band.heardAll(told.flat());
    for (const [i, key] of keys.entries()) {
      const { post, comments: listed } = await shown(key);
      expect(post).toMatchObject({ content: i % 10 === 0 ? `고친 글 ${i}` : `글 ${i}`, comment_count: 2 });
      expect(listed.map(({ content }) => content).sort()).toEqual(['살아 있는', '새 댓글']);
    }
    expect([await credit(writer.id, 'post'), await credit(speaker.id, 'comment')]).toEqual([40, 80]);
    expect(await core.db.collection('outbox').distinct('trace_id', { aggregate_id: writer.id })).toEqual([
      'trace-of-posts',
    ]);
    const versions = await core.db.collection('posts').distinct('event_version', { band_post_key: { $in: keys } });
    expect(Math.min(...versions.map(Number))).toBeGreaterThanOrEqual(4);
  }, 60_000);
});

describe('who is mentioned at BAND', () => {
  const now = (): string => new Date().toISOString();
  const at = (member: Member, name = '가람'): { member_id: string; name: string } => ({ member_id: member.id, name });

  it('is told once, in posts and comments, also of a mention that an edit adds', async () => {
    const [author, first, second] = [core.member(), core.member(), core.member()];
    const [key, said] = [newKey(), newKey()];
    const post = postState(key, { author_id: author.id, created_at: now(), mentions: [at(first), at(author)] });
    await tellPost(1, post);
    await tellPost(2, { ...post, content: '고침', mentions: [at(first), at(second)] });
    await tellComment(1, commentState(said, key, { created_at: now(), mentions: [at(first)] }));
    const [toSecond] = await toldOf(second, 'mention');
    expect(toSecond?.data).toMatchObject({ post_id: await idOf(key), actor_id: author.id });
    const toFirst = await toldOf(first, 'mention', 2);
    expect(toFirst.filter(({ data }) => 'comment_id' in data)).toHaveLength(1);
    expect(toFirst).toHaveLength(2);
    const stored = await core.db.collection('posts').findOne({ band_post_key: key });
    expect(stored?.mentions).toEqual([first.id, second.id]);
    expect(await core.db.collection('notifications').countDocuments({ member_id: author.id, type: 'mention' })).toBe(0);
  });

  it('is told nothing of what the first sync brings, of what is old, or of what is hidden here', async () => {
    const [quiet, later] = [core.member(), core.member()];
    const [backfill, old, hidden] = [newKey(), newKey(), newKey()];
    const [inBackfill, inOld, inHidden] = [newKey(), newKey(), newKey()];
    const mentions = [at(quiet)];
    await tellPost(1, postState(backfill, { created_at: now(), mentions, is_backfill: true }));
    await tellComment(1, commentState(inBackfill, backfill, { created_at: now(), mentions, is_backfill: true }));
    await tellPost(1, postState(old, { mentions }));
    await tellComment(1, commentState(inOld, old, { mentions }));
    await tellPost(1, postState(hidden, { created_at: now() }));
    await tellComment(1, commentState(inHidden, hidden, { created_at: now() }));
    await decide(operator, await reported(reader, 'post', (await idOf(hidden)) as string), 'hide');
    await tellPost(2, postState(hidden, { created_at: now(), mentions }));
    await tellComment(2, commentState(inHidden, hidden, { content: '고침', created_at: now(), mentions }));
    // What comes after all of them has arrived.
    await tellPost(1, postState(newKey(), { created_at: now(), mentions: [at(later)] }));
    await toldOf(later, 'mention');
    expect(await core.db.collection('notifications').countDocuments({ member_id: quiet.id })).toBe(0);
    expect((await core.db.collection('posts').findOne({ band_post_key: old }))?.mentions).toEqual([quiet.id]);
  });
});

describe('what staff hide of what came from BAND', () => {
  it('stays hidden whatever changes there, says what it says there when it is back, and goes when it is gone', async () => {
    const [key, said] = [newKey(), newKey()];
    const writer = core.member();
    await tellPost(1, postState(key, { author_id: writer.id, content: '나쁜 글' }));
    await tellComment(1, commentState(said, key, { author_id: writer.id, content: '비속어댓글' }));
    const commentId = (await shown(key)).comments[0]?.id as string;
    const ofComment = await reported(reader, 'comment', commentId);
    await decide(operator, ofComment, 'hide');
    await tellComment(2, commentState(said, key, { author_id: writer.id, content: '비속어댓글 고침' }));
    expect(await shown(key)).toMatchObject({ comments: [], post: { comment_count: 0 } });
    const found = await reader.client.get<PostsAnswer>(`/posts?search=${encodeURIComponent('비속어댓글')}`);
    expect(found.data.posts).toEqual([]);
    expect(await credit(writer.id, 'comment')).toBe(0);
    await decide(operator, ofComment, 'restore');
    expect((await shown(key)).comments).toMatchObject([{ content: '비속어댓글 고침' }]);
    expect(await credit(writer.id, 'comment')).toBe(1);

    const ofPost = await reported(reader, 'post', (await idOf(key)) as string);
    await decide(operator, ofPost, 'hide');
    await tellPost(2, postState(key, { author_id: writer.id, content: '고친 글' }));
    expect((await shown(key)).status).toBe(404);
    expect(await credit(writer.id, 'post')).toBe(0);
    await decide(operator, ofPost, 'restore');
    expect((await shown(key)).post.content).toBe('고친 글');
    await decide(operator, await reported(reader, 'post', (await idOf(key)) as string), 'hide');
    await tellPost(3, postState(key, { author_id: writer.id, is_deleted: true }));
    expect((await decide(operator, ofPost, 'restore')).error.code).toBe('REPORT_TARGET_GONE');
  });
});
