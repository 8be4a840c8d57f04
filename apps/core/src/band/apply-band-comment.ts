import type { BandCommentState } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import type { ClientSession, Types } from 'mongoose';
import type { Comment } from '../comments/comment.schema';
import { CommentThread } from '../comments/comment-thread';
import { CommentsRepository } from '../comments/comments.repository';
import { movedCredit } from '../common/activity';
import { ActivityRecorder } from '../common/activity.recorder';
import { PostsRepository } from '../posts/posts.repository';
import { AwaitedPost } from './awaited-post';

/** Brings one BAND comment to the state that the event tells, unless a newer one was applied. */
@Injectable()
export class ApplyBandComment {
  constructor(
    private readonly posts: PostsRepository,
    private readonly awaited: AwaitedPost,
    private readonly comments: CommentsRepository,
    private readonly thread: CommentThread,
    private readonly activity: ActivityRecorder,
  ) {}

  async run(session: ClientSession, state: BandCommentState, version: number): Promise<void> {
    const known = await this.comments.findByBandKey(session, state.band_comment_key);
    if (!known) return this.add(session, state, version);
    if ((known.band_version ?? 0) < version) await this.change(session, known, state, version);
  }

  private async add(session: ClientSession, state: BandCommentState, version: number): Promise<void> {
    const post = await this.awaited.find(session, state.band_post_key);
    const fields = bandFields(state, version);
    await this.comments.insert(session, {
      ...fields,
      post_id: post._id,
      parent_id: null,
      is_listed: !fields.is_deleted,
      reply_count: 0,
      version: 1,
      updated_at: fields.created_at,
      removed_at: null,
      removed_by: null,
      band_comment_key: state.band_comment_key,
    });
    await this.count(session, post._id, null, fields);
  }

  private async change(
    session: ClientSession,
    known: Comment,
    state: BandCommentState,
    version: number,
  ): Promise<void> {
    const fields = bandFields(state, version, known);
    const isEdit = known.content !== fields.content;
    await this.comments.set(session, known._id, {
      ...fields,
      ...(!fields.is_deleted && { is_listed: true }),
      ...(isEdit && { version: known.version + 1, updated_at: new Date() }),
    });
    if (fields.is_deleted && !known.is_deleted) await this.thread.prune(session, { ...known, ...fields });
    await this.count(session, known.post_id, known, fields);
  }

  private async count(
    session: ClientSession,
    postId: Types.ObjectId,
    before: Counted | null,
    after: Counted,
  ): Promise<void> {
    const delta = Number(!after.is_deleted) - Number(before !== null && !before.is_deleted);
    const eventVersion = await this.posts.add(session, postId, { comment_count: delta, event_version: 1 });
    const credit = movedCredit('comment', before && creditedTo(before), creditedTo(after));
    await this.activity.record(session, eventVersion, credit);
  }
}

type Counted = Pick<Comment, 'is_deleted' | 'author_id'>;

const creditedTo = (comment: Counted): string | null => (comment.is_deleted ? null : comment.author_id);

/** What BAND owns of a comment. What was deleted here stays deleted, whatever happens at BAND. */
const bandFields = (
  state: BandCommentState,
  version: number,
  known?: Pick<Comment, 'removed_at'>,
): Pick<Comment, 'author_id' | 'author_name' | 'content' | 'created_at' | 'is_deleted' | 'band_version'> => ({
  author_id: state.author_id ?? null,
  author_name: state.author_name,
  content: state.content,
  created_at: new Date(state.created_at),
  is_deleted: state.is_deleted || Boolean(known?.removed_at),
  band_version: version,
});
