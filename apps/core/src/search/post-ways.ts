import { SortOrder, where } from '@dongbaejul/persistence';
import type { QueryFilter } from 'mongoose';
import type { Post } from '../posts/post.schema';
import type { PostFilter } from '../posts/posts.repository';

/** A part of a search that an index can answer in the order of time. */
export interface Way {
  filter: QueryFilter<Post>;
  index: SortOrder;
}

export const NEWEST_FIRST = { listed_at: -1, _id: -1 } as const;
const BY_GRAMS: SortOrder = { state: 1, 'search.grams': 1, ...NEWEST_FIRST };
const BY_PINNED: SortOrder = { is_pinned: -1, ...NEWEST_FIRST };

/** The ways to what has the grams; what else is asked for may leave less than any of them. */
export function waysOf(filter: PostFilter, grams: readonly string[]): Way[] {
  const { state } = filter;
  const byFilter = wayOf(filter);
  const byGrams = grams.map((gram) => ({ filter: { state, 'search.grams': gram }, index: BY_GRAMS }) as Way);
  return [...(byFilter ? [byFilter] : []), ...byGrams];
}

/** The way to what fits the filter; none where it leaves nearly everything. */
export function wayOf({ state, category, author_id, is_pinned }: PostFilter): Way | undefined {
  // Both kinds are asked for by name: then the server reads them merged by time.
  const pinned = { is_pinned: is_pinned ?? where.in([true, false]) };
  if (author_id !== undefined) {
    return { filter: { state, author_id, ...pinned }, index: { state: 1, author_id: 1, ...BY_PINNED } };
  }
  if (category !== undefined) {
    return { filter: { state, category, ...pinned }, index: { state: 1, category: 1, ...BY_PINNED } };
  }
  return is_pinned === true ? { filter: { state, is_pinned }, index: { state: 1, ...BY_PINNED } } : undefined;
}
