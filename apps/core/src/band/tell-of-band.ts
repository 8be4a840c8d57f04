import type { BandCommentState, BandPostState } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import type { ClientSession, Types } from 'mongoose';
import { Notifier } from '../notifications/notifier';
import { isNews, mentionedIn } from './band-mentions';

interface Written {
  postId: Types.ObjectId;
  /** Of a comment. */
  commentId?: Types.ObjectId;
}

/** Tells members who are mentioned at BAND, like those who are mentioned here. */
@Injectable()
export class TellOfBand {
  constructor(private readonly notifier: Notifier) {}

  /** Safe to repeat: nobody is told twice of the same text. @param before whom it mentioned until now */
  async mentions(
    session: ClientSession,
    { postId, commentId }: Written,
    event: { payload: BandPostState | BandCommentState; occurred_at: string },
    before: readonly string[] = [],
  ): Promise<void> {
    if (!isNews(event.payload, event.occurred_at)) return;
    const post_id = String(postId);
    const data = { post_id, actor_id: event.payload.author_id, ...(commentId && { comment_id: String(commentId) }) };
    const dedupe_key = commentId ? `comment:${String(commentId)}` : `post:${post_id}`;
    const member_ids = mentionedIn(event.payload).filter((id) => !before.includes(id));
    const request = { type: 'mention' as const, member_ids, data, dedupe_key };
    await this.notifier.notifyLater(session, String(commentId ?? postId), [request]);
  }
}
