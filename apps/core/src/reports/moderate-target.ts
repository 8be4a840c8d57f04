import { Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import type { Hiding } from '../common/hiding';
import { HideComment } from '../comments/hide-comment';
import { HidePost } from '../posts/hide-post';
import type { DecisionMade, ReportCase } from './report-case.schema';

/** Hides what a case is about, or shows it again, wherever it is kept. */
@Injectable()
export class ModerateTarget {
  constructor(
    private readonly posts: HidePost,
    private readonly comments: HideComment,
    private readonly outbox: Outbox,
  ) {}

  /** @returns false when it is not there any more */
  async run(session: ClientSession, known: ReportCase, made: DecisionMade, version: number): Promise<boolean> {
    const { decision, reason, by, at } = made;
    const hiding: Hiding | null = decision === 'hide' ? { reason, by, at } : null;
    const id = new Types.ObjectId(known.target_id);
    if (known.target_type === 'post') return this.posts.set(session, id, hiding);
    if (known.target_type === 'comment') return this.comments.set(session, id, hiding);
    await this.tellChat(session, known, made, version);
    return true;
  }

  private async tellChat(
    session: ClientSession,
    { target_id: messageId, evidence }: ReportCase,
    { decision, reason, by }: DecisionMade,
    version: number,
  ): Promise<void> {
    const payload = {
      message_id: messageId,
      room_id: evidence.context?.room_id ?? '',
      hidden: decision === 'hide',
      reason,
      decided_by: by,
      version,
    };
    await this.outbox.add(session, 'core.message.moderated', { aggregateId: messageId, version, payload });
  }
}
