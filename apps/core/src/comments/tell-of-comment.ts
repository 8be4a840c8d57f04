import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MentionedMembers } from '../members/mentioned-members';
import { Notifier } from '../notifications/notifier';
import type { PostRow } from '../posts/post.schema';
import type { Comment } from './comment.schema';

/** Tells those whom a comment concerns. Each once, by what concerns them most: mentioned, answered, or commented on. */
@Injectable()
export class TellOfComment {
  constructor(
    private readonly notifier: Notifier,
    private readonly mentioned: MentionedMembers,
  ) {}

  mentionsIn(content: string): Promise<string[]> {
    return this.mentioned.in(content);
  }

  /** @param parent the comment that it replies to */
  async run(
    session: ClientSession,
    post: Pick<PostRow, '_id' | 'author_id'>,
    comment: Pick<Comment, '_id' | 'author_id' | 'mentions'>,
    parent: Pick<Comment, 'author_id'> | null,
  ): Promise<void> {
    const request = {
      data: { post_id: String(post._id), comment_id: String(comment._id), actor_id: comment.author_id },
      // One key for all three, so that nobody is told again after an edit.
      dedupe_key: `comment:${String(comment._id)}`,
    };
    const mentioned = new Set(comment.mentions ?? []);
    const answered = new Set(only(parent?.author_id).filter((id) => !mentioned.has(id)));
    const author = only(post.author_id).filter((id) => !mentioned.has(id) && !answered.has(id));
    const told = [
      { type: 'mention' as const, member_ids: [...mentioned] },
      { type: 'reply' as const, member_ids: [...answered] },
      { type: 'comment' as const, member_ids: author },
    ];
    const others = (ids: string[]): string[] => ids.filter((id) => id !== comment.author_id);
    await this.notifier.notifyLater(
      session,
      String(comment._id),
      told.map((one) => ({ ...request, ...one, member_ids: others(one.member_ids) })),
    );
  }
}

const only = (id: string | null | undefined): string[] => (id == null ? [] : [id]);
