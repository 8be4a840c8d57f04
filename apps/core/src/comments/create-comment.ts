import type { Identity } from '@dongbaejul/identity';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { type ClientSession, Types } from 'mongoose';
import { movedCredit } from '../common/activity';
import { ActivityRecorder } from '../common/activity.recorder';
import { assertPublished } from '../posts/post-rules';
import { PostsRepository } from '../posts/posts.repository';
import type { Comment } from './comment.schema';
import { isShown } from './comment-rules';
import { CommentErrors } from './comments.errors';
import { CommentsRepository } from './comments.repository';
import type { CreateCommentDto } from './dto/create-comment.dto';
import { TellOfComment } from './tell-of-comment';
import { VisiblePost } from './visible-post';

@Injectable()
export class CreateComment {
  constructor(
    private readonly transactions: Transactions,
    private readonly posts: PostsRepository,
    private readonly comments: CommentsRepository,
    private readonly visiblePost: VisiblePost,
    private readonly activity: ActivityRecorder,
    private readonly tell: TellOfComment,
  ) {}

  /** @returns the new comment's id: plain, so that a retried request can get it again */
  run(postId: string, who: Identity, wanted: CreateCommentDto): Promise<string> {
    return this.transactions.run(
      async (session) => {
        // First of all, for likes of the post wait then for this transaction; otherwise each of them would undo it.
        const counted = { comment_count: 1, event_version: 1 };
        const version = await this.posts.add(session, new Types.ObjectId(postId), counted);
        const post = await this.visiblePost.find(postId, who, session);
        assertPublished(post);
        const parent = await this.reply(session, postId, wanted.parent_id);
        const mentions = await this.tell.mentionsIn(wanted.content);
        const now = new Date();
        const comment = await this.comments.insert(session, {
          post_id: post._id,
          parent_id: parent?._id ?? null,
          author_id: who.userId,
          author_name: who.username,
          content: wanted.content,
          ...(mentions.length > 0 && { mentions }),
          is_deleted: false,
          is_listed: true,
          reply_count: 0,
          version: 1,
          created_at: now,
          updated_at: now,
          removed_at: null,
          removed_by: null,
        });
        await this.activity.record(session, version, movedCredit('comment', null, who.userId));
        await this.tell.run(session, post, comment, parent);
        return String(comment._id);
      },
      { aggregate: `post:${postId}` },
    );
  }

  /** Counts the reply at its parent. @returns the parent, or null for a comment on the post itself */
  private async reply(session: ClientSession, postId: string, parentId?: string | null): Promise<Comment | null> {
    if (parentId == null) return null;
    const parent = await this.comments.find(postId, parentId, session);
    if (!parent || !isShown(parent)) throw CommentErrors.PARENT_COMMENT_NOT_FOUND();
    await this.comments.addReplies(session, parent._id, 1);
    return parent;
  }
}
