import type { BandCommentState, EventEnvelope } from '@dongbaejul/contracts';
import { inContextOf } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession, Types } from 'mongoose';
import { isShown } from '../comments/comment-rules';
import type { Comment } from '../comments/comment.schema';
import { CommentThread } from '../comments/comment-thread';
import { CommentsRepository, NewComment } from '../comments/comments.repository';
import { movedCredit } from '../common/activity';
import { ActivityRecorder, Recorded } from '../common/activity.recorder';
import type { Post } from '../posts/post.schema';
import { PostsRepository } from '../posts/posts.repository';
import { AwaitedPost } from './awaited-post';
import { isNews, mentionedIn } from './band-mentions';
import { TellOfBand } from './tell-of-band';
import { toldOnce } from './told-once';

type CommentChanged = EventEnvelope<'band-sync.comment.changed'>;

/** Brings BAND comments to the state that their events tell, unless a newer one was applied. */
@Injectable()
export class ApplyBandComment {
  constructor(
    private readonly posts: PostsRepository,
    private readonly awaited: AwaitedPost,
    private readonly comments: CommentsRepository,
    private readonly thread: CommentThread,
    private readonly activity: ActivityRecorder,
    private readonly tell: TellOfBand,
  ) {}

  /** New comments on known posts go into one write, and are counted in one; what else happens goes one by one. */
  async runAll(session: ClientSession, events: readonly CommentChanged[]): Promise<void> {
    const added = new Set(await this.addAll(session, toldOnce(events, keyOf)));
    for (const event of events) {
      if (!added.has(event)) await inContextOf(event, () => this.run(session, event));
    }
  }

  /** @returns the events that were new comments on known posts; nothing was done about the others */
  private async addAll(session: ClientSession, events: readonly CommentChanged[]): Promise<CommentChanged[]> {
    const known = await this.comments.knownBandKeys(session, events.map(keyOf));
    const fresh = events.filter((event) => !known.has(keyOf(event)));
    const postKeys = new Set(fresh.map((event) => event.payload.band_post_key));
    const posts = await this.posts.findByBandKeys(session, [...postKeys]);
    const counts = new Map<Types.ObjectId, { comment_count: number; event_version: number }>();
    const comments: NewComment[] = [];
    const credits: Recorded[] = [];
    const added = fresh.filter((event) => {
      const post = posts.get(event.payload.band_post_key);
      if (!post || tellsSomebody(event)) return false;
      const comment = newBandComment(event.payload, event.version, post._id);
      const count = counts.get(post._id) ?? { comment_count: 0, event_version: 0 };
      count.comment_count += Number(!comment.is_deleted);
      count.event_version += 1;
      counts.set(post._id, count);
      comments.push(comment);
      credits.push({
        version: post.event_version + count.event_version,
        activities: movedCredit('comment', null, creditedTo(comment)),
        traceId: event.trace_id,
      });
      return true;
    });
    await this.comments.insertMany(session, comments);
    await this.posts.addAll(session, counts);
    await this.activity.recordAll(session, credits);
    return added;
  }

  private async run(session: ClientSession, event: CommentChanged): Promise<void> {
    const { payload: state, version } = event;
    const known = await this.comments.findByBandKey(session, state.band_comment_key);
    if (!known) return this.add(session, event);
    if ((known.band_version ?? 0) >= version) return;
    await this.change(session, known, state, version);
    if (known.removed_at || known.hidden) return;
    if (!isOpen(await this.posts.find(String(known.post_id), session))) return;
    await this.tell.mentions(session, { postId: known.post_id, commentId: known._id }, event, known.mentions);
  }

  private async add(session: ClientSession, event: CommentChanged): Promise<void> {
    const post = await this.awaited.find(session, event.payload.band_post_key);
    const comment = newBandComment(event.payload, event.version, post._id);
    const { _id: commentId } = await this.comments.insert(session, comment);
    await this.count(session, post._id, null, comment);
    if (isOpen(post)) await this.tell.mentions(session, { postId: post._id, commentId }, event);
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
    const delta = Number(isShown(after)) - Number(before !== null && isShown(before));
    const eventVersion = await this.posts.add(session, postId, { comment_count: delta, event_version: 1 });
    const credit = movedCredit('comment', before && creditedTo(before), creditedTo(after));
    await this.activity.record(session, eventVersion, credit);
  }
}

/** Of what stands under a post that is hidden or deleted here nobody is told. */
const isOpen = (post: Pick<Post, 'state'> | null): boolean => post?.state === 'published' || post?.state === 'awaited';

type Counted = Pick<Comment, 'is_deleted' | 'author_id' | 'hidden'>;

const creditedTo = (comment: Counted): string | null => (isShown(comment) ? comment.author_id : null);

/** Few comments do: they go one by one, as those who are told need the comment's id. */
const tellsSomebody = ({ payload, occurred_at: at }: CommentChanged): boolean =>
  isNews(payload, at) && mentionedIn(payload).length > 0;

const keyOf = (event: CommentChanged): string => event.payload.band_comment_key;

/** A comment of BAND's, with everything that is ours still at its beginning. */
function newBandComment(state: BandCommentState, version: number, postId: Types.ObjectId): NewComment {
  const fields = bandFields(state, version);
  return {
    ...fields,
    post_id: postId,
    parent_id: null,
    is_listed: !fields.is_deleted,
    reply_count: 0,
    version: 1,
    updated_at: fields.created_at,
    removed_at: null,
    removed_by: null,
    band_comment_key: state.band_comment_key,
  };
}

/** What BAND owns of a comment. What was deleted or hidden here stays so, whatever happens at BAND. */
const bandFields = (
  state: BandCommentState,
  version: number,
  known?: Pick<Comment, 'removed_at' | 'hidden'>,
): Pick<
  Comment,
  'author_id' | 'author_name' | 'content' | 'created_at' | 'is_deleted' | 'hidden' | 'mentions' | 'band_version'
> => ({
  author_id: state.author_id ?? null,
  author_name: state.author_name,
  content: state.content,
  mentions: mentionedIn(state),
  created_at: new Date(state.created_at),
  is_deleted: state.is_deleted || Boolean(known?.removed_at),
  hidden: known?.hidden ?? null,
  band_version: version,
});
