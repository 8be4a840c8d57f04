import type { Identity } from '@dongbaejul/identity';
import { Transactions } from '@dongbaejul/persistence';
import { assertCurrent } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { CommentErrors } from './comments.errors';
import { CommentsRepository } from './comments.repository';
import { TellOfComment } from './tell-of-comment';
import { VisiblePost } from './visible-post';

@Injectable()
export class EditComment {
  constructor(
    private readonly transactions: Transactions,
    private readonly comments: CommentsRepository,
    private readonly visiblePost: VisiblePost,
    private readonly tell: TellOfComment,
  ) {}

  /** @param expected the version that the client believes to edit; undefined: the last write wins */
  async run(postId: string, id: string, who: Identity, content: string, expected: number | undefined): Promise<void> {
    await this.transactions.run(
      async (session) => {
        const post = await this.visiblePost.find(postId, who, session);
        const comment = await this.comments.find(postId, id, session);
        if (!comment || comment.is_deleted) throw CommentErrors.COMMENT_NOT_FOUND();
        if (comment.band_comment_key !== undefined) throw CommentErrors.COMMENT_OWNED_BY_BAND();
        if (comment.author_id !== who.userId) throw CommentErrors.COMMENT_NOT_YOURS();
        if (comment.hidden) throw CommentErrors.COMMENT_HIDDEN();
        assertCurrent(expected, comment.version);
        if (content === comment.content) return;
        const version = comment.version + 1;
        const mentions = await this.tell.mentionsIn(content);
        await this.comments.set(session, comment._id, { content, mentions, version, updated_at: new Date() });
        if (mentions.length > 0)
          await this.tell.run(session, { ...post, author_id: null }, { ...comment, mentions }, null);
      },
      { aggregate: `post:${postId}` },
    );
  }
}
