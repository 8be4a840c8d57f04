import { AuditTrail } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { assertCurrent } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { movedCredit } from '../common/activity';
import { ActivityRecorder } from '../common/activity.recorder';
import { auditOf, Removal } from '../common/removal';
import { PostsRepository } from '../posts/posts.repository';
import { assertMayRemoveComment } from './comment-rules';
import { CommentThread } from './comment-thread';
import { CommentErrors } from './comments.errors';
import { CommentsRepository } from './comments.repository';
import { VisiblePost } from './visible-post';

@Injectable()
export class DeleteComment {
  constructor(
    private readonly transactions: Transactions,
    private readonly posts: PostsRepository,
    private readonly comments: CommentsRepository,
    private readonly thread: CommentThread,
    private readonly visiblePost: VisiblePost,
    private readonly activity: ActivityRecorder,
    private readonly audit: AuditTrail,
  ) {}

  /** Staff who delete what somebody else wrote are audited. */
  async run(postId: string, id: string, removal: Removal): Promise<void> {
    const { who, expected } = removal;
    await this.transactions.run(
      async (session) => {
        // First of all, as in CreateComment.
        const version = await this.posts.add(session, new Types.ObjectId(postId), { event_version: 1 });
        const post = await this.visiblePost.find(postId, who, session);
        const comment = await this.comments.find(postId, id, session);
        if (!comment || comment.is_deleted) throw CommentErrors.COMMENT_NOT_FOUND();
        assertMayRemoveComment(comment, who);
        assertCurrent(expected, comment.version);
        const gone = { is_deleted: true, removed_at: new Date(), removed_by: who.userId };
        await this.comments.set(session, comment._id, gone);
        await this.thread.prune(session, { ...comment, ...gone });
        if (!comment.hidden) await this.posts.add(session, post._id, { comment_count: -1 });
        await this.activity.record(
          session,
          version,
          movedCredit('comment', comment.hidden ? null : comment.author_id, null),
        );
        const removed = { type: 'comment' as const, id, author_id: comment.author_id, before: { post_id: postId } };
        const entry = auditOf(removal, removed);
        if (entry) await this.audit.record(session, entry);
      },
      { aggregate: `post:${postId}` },
    );
  }
}
