import type { KeyCodec } from './keys';

export interface Page<T> {
  items: T[];
  /** Where the next page starts, or null at the end. */
  next: string | null;
}

/**
 * Cuts one page from ranked items that come in their order.
 * The cursor names the last item's rank, which stays where it was when that item is edited or removed meanwhile.
 */
export function cutPage<T>(ranked: Iterable<readonly [rank: number, item: T]>, limit: number, keys: KeyCodec): Page<T> {
  const items: T[] = [];
  let last = 0;
  for (const [rank, item] of ranked) {
    if (items.length === limit) return { items, next: keys.encode('cursor', last) };
    items.push(item);
    last = rank;
  }
  return { items, next: null };
}
