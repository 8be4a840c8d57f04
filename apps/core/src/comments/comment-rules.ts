import { permissionsOf } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { CommentErrors } from './comments.errors';

/** @throws COMMENT_NOT_YOURS unless the person wrote it or moderates */
export function assertMayRemoveComment(comment: { author_id: string | null }, who: Identity): void {
  if (comment.author_id === who.userId || permissionsOf(who.roles).includes('posts:moderate')) return;
  throw CommentErrors.COMMENT_NOT_YOURS();
}
