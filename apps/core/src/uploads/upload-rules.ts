import type { UploadHolder } from '@dongbaejul/contracts';
import type { Audience } from '@dongbaejul/identity';
import type { PostState } from '../posts/post.schema';

/** Whom a post's files are given to: its drafts are the author's, and what staff hid is the author's and theirs. */
export const audienceOf = ({ state }: { state: PostState }): Audience => (state === 'published' ? 'members' : 'few');

/**
 * Whether an address that was given out still opens its file. Where chat shows a file, chat says who gets an address.
 * @param holder what the file hangs on now; null: nothing, so that it is its owner's alone
 * @param post the post that it hangs on, if it is one and is there
 */
export function opensNow(
  audience: Audience,
  holder: UploadHolder | null,
  post: { state: PostState } | null = null,
): boolean {
  if (holder === null) return audience === 'few';
  if (holder !== 'post') return true;
  if (post?.state === 'published') return true;
  return audience === 'few' && (post?.state === 'draft' || post?.state === 'hidden');
}
