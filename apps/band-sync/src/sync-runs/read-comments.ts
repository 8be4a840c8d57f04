import { BandClient } from '../band-client/band-client';
import { isBandFailure } from '../band-client/band-failure';
import type { BandComment, BandPost } from '../band-client/band.types';
import { pages } from '../band-client/paging';
import { BandSession } from '../connection/band-session';

export interface CommentsRead {
  comments: BandComment[];
  /** Whether what is known and not among them is gone. */
  isWhole: boolean;
}

/**
 * All comments of a post, or undefined when the post went away between the list and now. BAND cannot be asked for one
 * comment: so where known ones are missing the list is read once more. They are gone if that shows none of them either,
 * and as many as BAND itself counts, before and after: a list that BAND cuts short each time has fewer.
 * @param known keys of comments that were there before
 * @throws BandFailure
 */
export async function readComments(
  band: BandClient,
  session: BandSession,
  postKey: string,
  known: readonly string[],
): Promise<CommentsRead | undefined> {
  try {
    const comments = await readList(band, session, postKey);
    const missing = known.filter((key) => !comments.has(key));
    if (missing.length === 0) return { comments: [...comments.values()], isWhole: true };
    const before = await countOf(band, session, postKey);
    const again = await readList(band, session, postKey);
    const counts = [before, await countOf(band, session, postKey)];
    const isWhole = !missing.some((key) => again.has(key)) && counts.every((count) => count === again.size);
    return { comments: [...new Map([...comments, ...again]).values()], isWhole };
  } catch (error) {
    if (isBandFailure(error) && error.kind === 'parameters' && (await isGone(band, session, postKey))) return undefined;
    throw error;
  }
}

async function readList(band: BandClient, session: BandSession, postKey: string): Promise<Map<string, BandComment>> {
  const comments = new Map<string, BandComment>();
  const list = pages('/v2/band/post/comments', (cursor) =>
    session.call((access) => band.comments(access, postKey, cursor)),
  );
  for await (const { items } of list) for (const comment of items) comments.set(comment.commentKey, comment);
  return comments;
}

/** As BAND counts them; null where it does not say. */
const countOf = async (band: BandClient, session: BandSession, postKey: string): Promise<number | null> =>
  (await session.call((access) => band.post(access, postKey))).commentCount;

/** BAND has no code for "no such post": it calls the key a wrong parameter. */
export async function isGone(band: BandClient, session: BandSession, postKey: string): Promise<boolean> {
  try {
    await session.call((access) => band.post(access, postKey));
    return false;
  } catch (error) {
    if (isBandFailure(error) && error.kind === 'parameters') return true;
    throw error;
  }
}

/** A post that BAND says has no comments needs no call, unless we know comments that it had. */
export const needsComments = (post: BandPost, knownComments: number): boolean =>
  post.commentCount !== 0 || knownComments > 0;

/**
 * Runs `work` over the items, at most `width` at a time; results in the items' order. Begins nothing more after a
 * failure, and throws it when what was under way has ended.
 */
export async function mapWide<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const at = next;
      next += 1;
      try {
        results[at] = await work(items[at] as Item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, lane));
  const failure = lanes.find((one) => one.status === 'rejected');
  if (failure) throw failure.reason;
  return results;
}
