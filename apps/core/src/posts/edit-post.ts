import type { Identity } from '@dongbaejul/identity';
import { Transactions } from '@dongbaejul/persistence';
import { assertCurrent } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { movedCredit } from '../common/activity';
import { ActivityRecorder } from '../common/activity.recorder';
import { assertMayEdit, changedFields, EditableFields, isVisibleTo, PostChanges } from './post-rules';
import type { PostRow, PostState } from './post.schema';
import { TellOfPost } from './tell-of-post';
import { uploadIdsIn, Uploads } from '../uploads/uploads';
import { PostErrors } from './posts.errors';
import { PostsRepository } from './posts.repository';

@Injectable()
export class EditPost {
  constructor(
    private readonly transactions: Transactions,
    private readonly posts: PostsRepository,
    private readonly activity: ActivityRecorder,
    private readonly tell: TellOfPost,
    private readonly uploads: Uploads,
  ) {}

  /** @param expected the version that the client believes to edit; undefined: the last write wins */
  async run(id: string, who: Identity, changes: PostChanges, expected: number | undefined): Promise<void> {
    await this.transactions.run(
      async (session) => {
        const post = await this.posts.find(id, session);
        if (!post || !isVisibleTo(post, who)) throw PostErrors.POST_NOT_FOUND();
        const changed = changedFields(post, changes);
        assertMayEdit(post, who, changed);
        assertCurrent(expected, post.version);
        if (Object.keys(changed).length === 0) return;
        if (post.state === 'hidden') throw PostErrors.POST_HIDDEN();
        await this.change(session, post, changed, who);
      },
      { aggregate: `post:${id}` },
    );
  }

  private async change(
    session: ClientSession,
    post: PostRow,
    changed: Partial<EditableFields>,
    who: Identity,
  ): Promise<void> {
    const now = new Date();
    const hold = { type: 'post', id: String(post._id) } as const;
    await this.uploads.claim(session, uploadIdsIn(changed.attachments ?? []), who.userId, hold);
    if (changed.attachments) {
      const kept = new Set(changed.attachments);
      await this.uploads.release(
        session,
        post.attachments.filter((one) => !kept.has(one)),
        hold,
      );
    }
    await this.posts.keepRevision(session, post, who.userId);
    const mentions = changed.content === undefined ? post.mentions : await this.tell.mentionsIn(changed.content);
    const eventVersion = await this.posts.set(session, post._id, {
      ...changed,
      ...(mentions && { mentions }),
      ...(changed.state === 'published' && publication(post, now)),
      version: post.version + 1,
      updated_at: now,
    });
    const before = creditedTo(post.author_id, post.state);
    const after = creditedTo(post.author_id, changed.state ?? post.state);
    await this.activity.record(session, eventVersion, movedCredit('post', before, after));
    const edited = { ...post, ...changed, ...(mentions && { mentions }) };
    if (edited.state === 'published' && tellsMore(post, edited)) await this.tell.run(session, edited, eventVersion);
  }
}

const creditedTo = (authorId: string | null, state: PostState): string | null =>
  state === 'published' ? authorId : null;

/** A draft is listed as new on the day it is first shown; taking it back and showing it again does not lift it. */
const publication = (post: PostRow, now: Date): Partial<Pick<PostRow, 'listed_at' | 'published_at'>> =>
  post.published_at ? {} : { listed_at: now, published_at: now };

/** Whether an edit may concern somebody whom the post did not concern before. */
const tellsMore = (before: PostRow, after: PostRow): boolean =>
  before.state !== after.state || before.category !== after.category || before.content !== after.content;
