import type { EventName } from '@dongbaejul/contracts';
import { Outbox } from '@dongbaejul/messaging';
import { EVERY_ROW, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { AnyBulkWriteOperation, ClientSession, Model } from 'mongoose';
import type { Change } from './changes';
import { CommentMirror, PostMirror } from './mirror.schema';

const replace = <M extends { _id: string }>(mirror: M): AnyBulkWriteOperation<M> =>
  ({ replaceOne: { filter: { _id: mirror._id }, replacement: mirror, upsert: true } }) as AnyBulkWriteOperation<M>;

@Injectable()
export class PostsRepository {
  constructor(
    @InjectModel(PostMirror.name) private readonly posts: Model<PostMirror>,
    @InjectModel(CommentMirror.name) private readonly comments: Model<CommentMirror>,
    private readonly outbox: Outbox,
  ) {}

  async postMirrors(keys: readonly string[]): Promise<Map<string, PostMirror>> {
    const rows = await this.posts.find({ _id: where.in(keys) }).lean<PostMirror[]>();
    return new Map(rows.map((row) => [row._id, row]));
  }

  /** The comments of these posts that we know of, by post. */
  async commentMirrors(postKeys: readonly string[]): Promise<Map<string, CommentMirror[]>> {
    const rows = await this.comments.find({ post_key: where.in(postKeys) }).lean<CommentMirror[]>();
    const byPost = new Map<string, CommentMirror[]>(postKeys.map((key) => [key, []]));
    for (const row of rows) byPost.get(row.post_key)?.push(row);
    return byPost;
  }

  /** Posts that are not gone, in the order of their keys, a batch at a time. */
  livingPosts(after: string, limit: number): Promise<PostMirror[]> {
    return this.posts
      .find({ _id: where.gt(after), is_deleted: false })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<PostMirror[]>()
      .exec();
  }

  countLivingPosts(): Promise<number> {
    return this.posts.countDocuments({ is_deleted: false }).exec();
  }

  /** Mirror rows and events together: inside the caller's transaction. */
  async write(session: ClientSession, changes: readonly Change[]): Promise<void> {
    const posts = changes.filter((change) => change.of === 'posts');
    const comments = changes.filter((change) => change.of === 'comments');
    if (posts.length > 0) {
      await this.posts.bulkWrite(
        posts.map(({ mirror }) => replace(mirror)),
        { session, ...EVERY_ROW },
      );
      await this.outbox.addMany(session, 'band-sync.post.changed' satisfies EventName, posts.map(event));
    }
    if (comments.length > 0) {
      await this.comments.bulkWrite(
        comments.map(({ mirror }) => replace(mirror)),
        { session, ...EVERY_ROW },
      );
      await this.outbox.addMany(session, 'band-sync.comment.changed' satisfies EventName, comments.map(event));
    }
  }
}

const event = <C extends Change>({
  mirror,
  state,
}: C): { aggregateId: string; version: number; payload: C['state'] } => ({
  aggregateId: mirror._id,
  version: mirror.version,
  payload: state,
});
