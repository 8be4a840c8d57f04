import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Comment } from './comment.schema';
import { CommentsRepository } from './comments.repository';

/** Keeps tombstones exactly as long as something hangs on them. */
@Injectable()
export class CommentThread {
  constructor(private readonly comments: CommentsRepository) {}

  /**
   * After a comment was deleted: it stays listed as a tombstone while it has listed replies; without any it goes, and
   * takes along the tombstones above that it alone kept.
   */
  async prune(session: ClientSession, deleted: Comment): Promise<void> {
    let at: Comment | null = deleted;
    while (at && at.is_deleted && at.reply_count === 0) {
      await this.comments.set(session, at._id, { is_listed: false });
      if (!at.parent_id) return;
      await this.comments.addReplies(session, at.parent_id, -1);
      at = await this.comments.findById(session, at.parent_id);
    }
  }
}
