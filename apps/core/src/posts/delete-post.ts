import { AuditTrail } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { assertCurrent } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { movedCredit } from '../common/activity';
import { ActivityRecorder } from '../common/activity.recorder';
import { auditOf, Removal } from '../common/removal';
import { Uploads } from '../uploads/uploads';
import { assertMayRemove, isVisibleTo } from './post-rules';
import { PostErrors } from './posts.errors';
import { PostsRepository } from './posts.repository';

@Injectable()
export class DeletePost {
  constructor(
    private readonly transactions: Transactions,
    private readonly posts: PostsRepository,
    private readonly activity: ActivityRecorder,
    private readonly uploads: Uploads,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Leaves a tombstone: nobody sees it, and its comments, likes and revisions stay as they are. Its files go. Staff who
   * delete what somebody else wrote are audited.
   */
  async run(id: string, removal: Removal): Promise<void> {
    const { who, expected } = removal;
    await this.transactions.run(
      async (session) => {
        const post = await this.posts.find(id, session);
        if (!post || !isVisibleTo(post, who)) throw PostErrors.POST_NOT_FOUND();
        assertMayRemove(post, who);
        assertCurrent(expected, post.version);
        const gone = { state: 'deleted', removed_at: new Date(), removed_by: who.userId } as const;
        const eventVersion = await this.posts.set(session, post._id, gone);
        await this.uploads.release(session, post.attachments, { type: 'post', id });
        const credited = post.state === 'published' ? post.author_id : null;
        await this.activity.record(session, eventVersion, movedCredit('post', credited, null));
        const { author_id, title, state } = post;
        const entry = auditOf(removal, { type: 'post', id, author_id, before: { title, state } });
        if (entry) await this.audit.record(session, entry);
      },
      { aggregate: `post:${id}` },
    );
  }
}
