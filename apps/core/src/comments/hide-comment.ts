import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { movedCredit } from '../common/activity';
import { ActivityRecorder } from '../common/activity.recorder';
import type { Hiding } from '../common/hiding';
import { PostsRepository } from '../posts/posts.repository';
import { CommentsRepository } from './comments.repository';

/** Takes a comment out of members' sight and back, in the transaction of the decision. Its replies stay. */
@Injectable()
export class HideComment {
  constructor(
    private readonly comments: CommentsRepository,
    private readonly posts: PostsRepository,
    private readonly activity: ActivityRecorder,
  ) {}

  /** @returns false for a comment that is not there to be hidden, or shown again */
  async set(session: ClientSession, id: Types.ObjectId, hiding: Hiding | null): Promise<boolean> {
    const comment = await this.comments.findById(session, id);
    if (!comment || comment.is_deleted || Boolean(comment.hidden) === Boolean(hiding)) return false;
    await this.comments.set(session, id, { hidden: hiding });
    const deltas = { comment_count: hiding ? -1 : 1, event_version: 1 };
    const version = await this.posts.add(session, comment.post_id, deltas);
    const [before, after] = hiding ? [comment.author_id, null] : [null, comment.author_id];
    await this.activity.record(session, version, movedCredit('comment', before, after));
    return true;
  }
}
