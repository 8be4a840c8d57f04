import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, QueryFilter } from 'mongoose';
import { Comment } from '../comments/comment.schema';
import { ActivityRecorder } from '../common/activity.recorder';
import { PostListCache } from '../posts/post-list-cache';
import { PostRevision } from '../posts/post-revision.schema';
import { Post } from '../posts/post.schema';
import { Uploads } from '../uploads/uploads';
import type { Keeper } from './keeper';

/** What carries a member's id or name in posts, comments and likes. */
@Injectable()
export class ContentOfMembers implements Keeper {
  constructor(
    @InjectModel(Post.name) private readonly posts: Model<Post>,
    @InjectModel(PostRevision.name) private readonly revisions: Model<PostRevision>,
    @InjectModel(Comment.name) private readonly comments: Model<Comment>,
    private readonly activity: ActivityRecorder,
    private readonly lists: PostListCache,
    private readonly uploads: Uploads,
  ) {}

  /**
   * Who has left is not named any more, not even at rest. What they wrote stays, but for drafts: nobody else ever read
   * them, or could.
   */
  async forget(session: ClientSession, memberId: string): Promise<void> {
    await this.dropDrafts(session, memberId);
    const named = { author_id: memberId, author_name: where.ne('') };
    const nameless = { $set: { author_name: '' } };
    await this.posts.updateMany(named as QueryFilter<Post>, nameless, { session });
    await this.comments.updateMany(named as QueryFilter<Comment>, nameless, { session });
    this.lists.postsChange(session);
  }

  /** What was published before has comments and likes of others: that is deleted as its author would. */
  private async dropDrafts(session: ClientSession, memberId: string): Promise<void> {
    const drafts = await this.posts
      .find({ state: 'draft', author_id: memberId }, { attachments: 1, published_at: 1 })
      .session(session)
      .lean<Pick<Post, '_id' | 'attachments' | 'published_at'>[]>();
    if (drafts.length === 0) return;
    for (const { _id, attachments } of drafts) {
      await this.uploads.release(session, attachments, { type: 'post', id: String(_id) });
    }
    const shown = drafts.filter(({ published_at: at }) => at !== null).map(({ _id }) => _id);
    const unseen = drafts.filter(({ published_at: at }) => at === null).map(({ _id }) => _id);
    const gone = { state: 'deleted' as const, removed_at: new Date(), removed_by: memberId };
    await this.posts.updateMany({ _id: where.in(shown) }, { $set: gone }, { session });
    await this.revisions.deleteMany({ post_id: where.in(unseen) }, { session });
    await this.posts.deleteMany({ _id: where.in(unseen) }, { session });
  }

  /** Posts, comments and likes; a post that both liked is liked once. */
  async giveTo(session: ClientSession, from: string, into: string): Promise<void> {
    await this.uncountLikes(session, from, into);
    for (const model of [this.posts, this.comments] as Model<Post | Comment>[]) {
      await model.updateMany({ author_id: from, removed_by: from }, { $set: { removed_by: into } }, { session });
      await model.updateMany({ author_id: from }, { $set: { author_id: into } }, { session });
    }
    await this.posts.updateMany({ liked_by: from } as QueryFilter<Post>, likesTurned(from, into), {
      session,
      updatePipeline: true,
    });
    this.lists.postsChange(session);
  }

  /** Authors were credited with likes that were one person's second, or turn out to be the author's own. */
  private async uncountLikes(session: ClientSession, from: string, into: string): Promise<void> {
    const twice = { liked_by: where.all([from, into]), author_id: where.nin([from, into, null]) };
    const own = [
      { author_id: from, liked_by: into },
      { author_id: into, liked_by: from },
    ];
    for (const filter of [twice, ...own] as QueryFilter<Post>[]) {
      const posts = await this.posts
        .find(filter, { author_id: 1, event_version: 1 })
        .session(session)
        .lean<Pick<Post, 'author_id' | 'event_version'>[]>();
      for (const { author_id, event_version } of posts) {
        const member_id = author_id === from || author_id === null ? into : author_id;
        await this.activity.record(session, event_version, [{ member_id, kind: 'like_received', delta: -1 }]);
      }
    }
  }
}

/** The set and its size in one update, as a like itself is. */
const likesTurned = (from: string, into: string): never =>
  [
    {
      $set: {
        liked_by: {
          $concatArrays: [
            { $filter: { input: '$liked_by', cond: { $not: [{ $in: ['$$this', [from, into]] }] } } },
            [{ $literal: into }],
          ],
        },
      },
    },
    { $set: { like_count: { $size: '$liked_by' } } },
  ] as never;
