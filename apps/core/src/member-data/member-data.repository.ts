import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, QueryFilter } from 'mongoose';
import { Comment } from '../comments/comment.schema';
import { Post } from '../posts/post.schema';

/** What carries a member's id or name in posts and comments. */
@Injectable()
export class MemberDataRepository {
  constructor(
    @InjectModel(Post.name) private readonly posts: Model<Post>,
    @InjectModel(Comment.name) private readonly comments: Model<Comment>,
  ) {}

  /** Who has left is not named any more, not even at rest. What they wrote stays. */
  async forgetName(session: ClientSession, memberId: string): Promise<void> {
    const named = { author_id: memberId, author_name: where.ne('') };
    const nameless = { $set: { author_name: '' } };
    await this.posts.updateMany(named as QueryFilter<Post>, nameless, { session });
    await this.comments.updateMany(named as QueryFilter<Comment>, nameless, { session });
  }

  /** Gives posts, comments and likes of one to the other; a post that both liked is liked once. */
  async giveTo(session: ClientSession, from: string, into: string): Promise<void> {
    await this.posts.updateMany({ author_id: from }, { $set: { author_id: into } }, { session });
    await this.comments.updateMany({ author_id: from }, { $set: { author_id: into } }, { session });
    await this.posts.updateMany({ liked_by: from } as QueryFilter<Post>, likesTurned(from, into), {
      session,
      updatePipeline: true,
    });
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
