import type { BandCommentState, BandPostState } from '@dongbaejul/contracts';
import type { BandComment, BandPost } from '../band-client/band.types';
import { contentHash } from '../hash';
import { displayName } from '../members/seen-people';
import type { CommentMirror, PostMirror } from './mirror.schema';

type MemberIds = ReadonlyMap<string, string>;
const idOf = (ids: MemberIds, userKey: string | null): string | null =>
  userKey === null ? null : (ids.get(userKey) ?? null);

type Mentions = BandPostState['mentions'];

const mentionsOf = ({ mentions }: BandPost | BandComment, ids: MemberIds): Mentions =>
  mentions.map(({ userKey, name }) => ({ member_id: idOf(ids, userKey), name: displayName(name) }));

/** By which a changed mention is told from an old one. */
const mentionsPrint = (mentions: Mentions): unknown[] => mentions.map(({ member_id, name }) => [member_id, name]);

export const postState = (post: BandPost, ids: MemberIds): BandPostState => ({
  band_post_key: post.postKey,
  author_id: idOf(ids, post.author.userKey),
  author_name: displayName(post.author.name),
  content: post.content,
  mentions: mentionsOf(post, ids),
  pictures: post.pictures,
  created_at: post.createdAt,
  is_deleted: false,
});

export const commentState = (comment: BandComment, ids: MemberIds): BandCommentState => ({
  band_comment_key: comment.commentKey,
  band_post_key: comment.postKey,
  author_id: idOf(ids, comment.author.userKey),
  author_name: displayName(comment.author.name),
  content: comment.content,
  mentions: mentionsOf(comment, ids),
  created_at: comment.createdAt,
  is_deleted: false,
});

/**
 * What a member wrote before leaving stays theirs, without a name, also when the person is back under another account.
 * @param left ids of those who left
 */
export const keepLeaver = <S extends BandPostState | BandCommentState>(
  state: S,
  known: Pick<PostMirror, 'author_id'> | undefined,
  left: ReadonlySet<string>,
): S => {
  const author_id = known?.author_id && left.has(known.author_id) ? known.author_id : state.author_id;
  return author_id !== null && left.has(author_id) ? { ...state, author_id, author_name: '' } : state;
};

/** A tombstone: who and when stay, the words go. */
export const gonePost = (mirror: PostMirror): BandPostState => ({
  band_post_key: mirror._id,
  author_id: mirror.author_id,
  author_name: mirror.author_name,
  content: '',
  mentions: [],
  pictures: [],
  created_at: mirror.created_at,
  is_deleted: true,
});

export const goneComment = (mirror: CommentMirror): BandCommentState => ({
  band_comment_key: mirror._id,
  band_post_key: mirror.post_key,
  author_id: mirror.author_id,
  author_name: mirror.author_name,
  content: '',
  created_at: mirror.created_at,
  is_deleted: true,
});

/**
 * Who wrote it counts by id where there is one: a member who changes their name changes no post (names travel with
 * auth's own events).
 */
const author = (state: BandPostState | BandCommentState): string => state.author_id ?? `name:${state.author_name}`;

export const postHash = (state: BandPostState): string =>
  contentHash([
    author(state),
    state.content,
    mentionsPrint(state.mentions),
    state.pictures.map(({ url, width, height }) => [url, width, height]),
    state.created_at,
    state.is_deleted,
  ]);

export const commentHash = (state: BandCommentState): string =>
  contentHash([
    author(state),
    state.band_post_key,
    state.content,
    state.created_at,
    state.is_deleted,
    // Comments without one, which are most, have the hash they had before mentions counted.
    ...(state.mentions?.length ? [mentionsPrint(state.mentions)] : []),
  ]);
