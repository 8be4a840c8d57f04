import type { BandCommentState, BandPostState } from '@dongbaejul/contracts';
import type { CommentMirror, Mirror, PostMirror } from './mirror.schema';
import { commentHash, goneComment, gonePost, postHash } from './post-states';

export type ChangeKind = 'new' | 'changed' | 'gone';

/** Something that core has to be told, with the mirror row that goes with it. */
export type Change =
  | { of: 'posts'; kind: ChangeKind; state: BandPostState; mirror: PostMirror }
  | { of: 'comments'; kind: ChangeKind; state: BandCommentState; mirror: CommentMirror };

type Facts = Pick<Mirror, 'author_id' | 'author_name' | 'created_at' | 'is_deleted'>;

/** Names change and members leave: one is kept only where nothing else says who it was. */
const facts = (state: Facts): Facts => ({
  author_id: state.author_id,
  author_name: state.author_id === null ? state.author_name : '',
  created_at: state.created_at,
  is_deleted: state.is_deleted,
});

/** What the club's first sync brings is told as such: to core it is all new, to members none of it is news. */
export const asBackfill = (change: Change): Change =>
  change.of === 'posts'
    ? { ...change, state: { ...change.state, is_backfill: true } }
    : { ...change, state: { ...change.state, is_backfill: true } };

/** @returns the change, or undefined when core knows the post as it is */
export function postChange(state: BandPostState, known: PostMirror | undefined): Change | undefined {
  const hash = postHash(state);
  if (known?.hash === hash) return undefined;
  const mirror = { _id: state.band_post_key, hash, version: (known?.version ?? 0) + 1, ...facts(state) };
  return { of: 'posts', kind: kindOf(state, known), state, mirror };
}

/** @returns the change, or undefined when core knows the comment as it is */
export function commentChange(state: BandCommentState, known: CommentMirror | undefined): Change | undefined {
  const hash = commentHash(state);
  if (known?.hash === hash) return undefined;
  const version = (known?.version ?? 0) + 1;
  const mirror = { _id: state.band_comment_key, post_key: state.band_post_key, hash, version, ...facts(state) };
  return { of: 'comments', kind: kindOf(state, known), state, mirror };
}

export const postGone = (known: PostMirror): Change | undefined => postChange(gonePost(known), known);
export const commentGone = (known: CommentMirror): Change | undefined => commentChange(goneComment(known), known);

const kindOf = (state: { is_deleted: boolean }, known: Mirror | undefined): ChangeKind => {
  if (state.is_deleted) return 'gone';
  return known && !known.is_deleted ? 'changed' : 'new';
};
