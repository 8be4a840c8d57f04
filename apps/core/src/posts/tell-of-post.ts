import { Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MentionedMembers } from '../members/mentioned-members';
import { Notifier } from '../notifications/notifier';
import type { PostRow } from './post.schema';

type Told = Pick<PostRow, '_id' | 'author_id' | 'category' | 'mentions'>;

/** Tells those whom a published post concerns: who is mentioned, and of a notice everybody. */
@Injectable()
export class TellOfPost {
  constructor(
    private readonly notifier: Notifier,
    private readonly mentioned: MentionedMembers,
    private readonly outbox: Outbox,
  ) {}

  mentionsIn(content: string): Promise<string[]> {
    return this.mentioned.in(content);
  }

  /** Safe to repeat: nobody is told twice of the same post. */
  async run(session: ClientSession, post: Told, version: number): Promise<void> {
    const id = String(post._id);
    const request = { data: { post_id: id, actor_id: post.author_id }, dedupe_key: `post:${id}` };
    if (post.mentions && post.mentions.length > 0) {
      await this.notifier.notify(session, { ...request, type: 'mention', member_ids: post.mentions });
    }
    if (post.category !== 'notice') return;
    const payload = { ...request, type: 'notice' as const, after: '' };
    await this.outbox.add(session, 'core.broadcast.requested', { aggregateId: id, version, payload });
  }
}
