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
      // One key for all three, so that whoever is told first is not told again.
      dedupe_key: `comment:${String(comment._id)}`,
    };
    const told = [
      { type: 'mention' as const, member_ids: comment.mentions ?? [] },
      { type: 'reply' as const, member_ids: only(parent?.author_id) },
      { type: 'comment' as const, member_ids: only(post.author_id) },
    ];
    for (const one of told) {
      if (one.member_ids.length > 0) await this.notifier.notify(session, { ...request, ...one });
    }
  }
}

const only = (id: string | null | undefined): string[] => (id == null ? [] : [id]);
