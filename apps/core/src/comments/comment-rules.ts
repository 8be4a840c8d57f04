import { permissionsOf } from '@dongbaejul/contracts';
import { type Identity, refusal } from '@dongbaejul/identity';
import { seesHidden, Viewer } from '../common/hiding';
import type { Comment } from './comment.schema';
import { CommentErrors } from './comments.errors';

/** @throws COMMENT_NOT_YOURS unless the person wrote it or moderates */
export function assertMayRemoveComment(comment: { author_id: string | null }, who: Identity): void {
  if (comment.author_id === who.userId || permissionsOf(who.roles).includes('posts:moderate')) return;
  throw refusal(who, 'posts:moderate', CommentErrors.COMMENT_NOT_YOURS());
}

/** Whether it counts: it is neither deleted nor hidden. */
export const isShown = (comment: Pick<Comment, 'is_deleted' | 'hidden'>): boolean =>
  !comment.is_deleted && !comment.hidden;

/** The place of a comment stays where others replied to it. */
const tombstone = <C extends Pick<Comment, 'reply_count' | 'is_deleted'>>(comment: C): C[] =>
  comment.reply_count > 0 ? [{ ...comment, is_deleted: true }] : [];

/** What a reader is shown of comments that staff have hidden: nothing, but for their place where others replied. */
export function withoutHidden<C extends Pick<Comment, 'author_id' | 'reply_count' | 'is_deleted' | 'hidden'>>(
  comments: readonly C[],
  who: Viewer,
): C[] {
  return comments.flatMap((comment) => {
    if (!comment.hidden || comment.is_deleted || seesHidden(comment, who)) return [comment];
    return tombstone(comment);
  });
}

/** The same of whom the reader mutes. */
export function withoutMuted<C extends Pick<Comment, 'author_id' | 'reply_count' | 'is_deleted'>>(
  comments: readonly C[],
  muted: ReadonlySet<string>,
): C[] {
  if (muted.size === 0) return [...comments];
  return comments.flatMap((comment) => {
    if (comment.author_id === null || comment.is_deleted || !muted.has(comment.author_id)) return [comment];
    return tombstone(comment);
  });
}
