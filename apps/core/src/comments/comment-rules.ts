import { permissionsOf } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import type { Comment } from './comment.schema';
import { CommentErrors } from './comments.errors';

/** @throws COMMENT_NOT_YOURS unless the person wrote it or moderates */
export function assertMayRemoveComment(comment: { author_id: string | null }, who: Identity): void {
  if (comment.author_id === who.userId || permissionsOf(who.roles).includes('posts:moderate')) return;
  throw CommentErrors.COMMENT_NOT_YOURS();
}

/**
 * What a reader is shown of comments: nothing of whom they mute, but for the place of a comment that others replied to.
 * It then looks like a tombstone.
 */
export function withoutMuted<C extends Pick<Comment, 'author_id' | 'reply_count' | 'is_deleted'>>(
  comments: readonly C[],
  muted: ReadonlySet<string>,
): C[] {
  if (muted.size === 0) return [...comments];
  return comments.flatMap((comment) => {
    if (comment.author_id === null || comment.is_deleted || !muted.has(comment.author_id)) return [comment];
    return comment.reply_count > 0 ? [{ ...comment, is_deleted: true }] : [];
  });
}
