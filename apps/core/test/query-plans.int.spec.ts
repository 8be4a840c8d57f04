import { Transactions } from '@dongbaejul/persistence';
import { expectIndexed } from '@dongbaejul/testing';
import { ClientSession, Types } from 'mongoose';
import { CommentsRepository } from '../src/comments/comments.repository';
import { LikesRepository } from '../src/posts/likes.repository';
import { PostReadsRepository } from '../src/posts/post-reads.repository';
import { PostFilter, PostsRepository } from '../src/posts/posts.repository';
import { CoreUnderTest, Member } from './support/core-under-test';
import { comment, write } from './support/write';

const COLLECTIONS = ['posts', 'comments', 'post_reads', 'post_revisions'];
const FILTERS: PostFilter[] = [{}, { category: 'free' }, { is_pinned: false }, { is_pinned: false, category: 'free' }];

describe('the queries of posts and comments', () => {
  let core: CoreUnderTest;
  let writer: Member;
  let postId: string;
  let commentId: string;

  beforeAll(async () => {
    core = await CoreUnderTest.start();
    writer = core.member();
    for (let i = 0; i < 12; i += 1) postId = (await write(writer, { title: `글 ${i}`, category: 'free' })).id;
    for (let i = 0; i < 12; i += 1) commentId = (await comment(writer, postId)).id;
  });
  afterAll(() => core.stop());

  const indexed = (work: () => Promise<unknown>): Promise<void> => expectIndexed(core.db, COLLECTIONS, work);
  const inTransaction = (work: (session: ClientSession) => Promise<unknown>): Promise<void> =>
    indexed(() => core.get(Transactions).run(work));

  it.each((['newest', 'oldest', 'popular'] as const).flatMap((sort) => FILTERS.map((filter) => ({ sort, filter }))))(
    'list posts by an index: %j',
    ({ sort, filter }) =>
      indexed(async () => {
        const posts = core.get(PostsRepository);
        const { next_cursor: after } = await posts.page({ state: 'published', ...filter }, sort, { limit: 5 });
        expect(after).toBeDefined();
        await posts.page({ state: 'published', ...filter }, sort, { limit: 5, after });
      }),
  );

  it.each(['newest', 'oldest', 'popular'] as const)("list one member's posts by an index: %s", (sort) =>
    indexed(async () => {
      const posts = core.get(PostsRepository);
      const filter: PostFilter = { state: 'published', author_id: writer.id };
      const { next_cursor: after } = await posts.page(filter, sort, { limit: 5 });
      await posts.page(filter, sort, { limit: 5, after });
    }),
  );

  it('find a post by an index', async () => {
    const posts = core.get(PostsRepository);
    await indexed(() => posts.find(postId));
    await indexed(() => posts.findWithLike(postId, writer.id));
    await indexed(() => core.get(LikesRepository).toggle(postId, writer.id));
    await indexed(() => core.get(PostReadsRepository).has(new Types.ObjectId(postId), writer.id));
    const ids = [new Types.ObjectId(postId), new Types.ObjectId()];
    await indexed(() => posts.findAll(ids));
    await indexed(() => posts.countsFor(ids, writer.id));
    await indexed(() => core.get(PostReadsRepository).readOf(ids, writer.id));
    await inTransaction((session) => posts.findByBandKey(session, 'a-key'));
    await inTransaction((session) => posts.findByBandKeys(session, ['a-key', 'b-key']));
    await inTransaction((session) => posts.likersOf(session, new Types.ObjectId(postId)));
  });

  it('change a post by an index', async () => {
    const posts = core.get(PostsRepository);
    const id = new Types.ObjectId(postId);
    await inTransaction((session) => posts.set(session, id, { title: '새 제목' }));
    await inTransaction((session) => posts.add(session, id, { view_count: 1 }));
    await inTransaction((session) => posts.addAll(session, new Map([[id, { view_count: 1 }]])));
  });

  it('list, find and change comments by an index', async () => {
    const comments = core.get(CommentsRepository);
    const [post, id] = [new Types.ObjectId(postId), new Types.ObjectId(commentId)];
    await indexed(async () => {
      const { next_cursor: after } = await comments.page(post, { limit: 5 });
      await comments.page(post, { limit: 5, after });
    });
    await indexed(() => comments.find(postId, commentId));
    await inTransaction((session) => comments.findById(session, id));
    await inTransaction((session) => comments.findByBandKey(session, 'a-key'));
    await inTransaction((session) => comments.knownBandKeys(session, ['a-key', 'b-key']));
    await inTransaction((session) => comments.set(session, id, { content: '새 댓글' }));
    await inTransaction((session) => comments.addReplies(session, id, 1));
  });

  it('are told apart from those without an index', async () => {
    const posts = core.db.collection('posts');
    await expect(indexed(() => posts.find({ title: '글 1' }).toArray())).rejects.toThrow(/"글 1".*COLLSCAN/);
    const sorted = posts.find({ state: 'published' }).sort({ title: 1 });
    await expect(indexed(() => sorted.toArray())).rejects.toThrow('sorted in memory');
    await expect(indexed(() => Promise.resolve())).rejects.toThrow('No query');
  });
});
