import { BandFailure } from './band-failure';
import type { BandCursor, BandPage } from './band.types';

export interface Page<Item> extends BandPage<Item> {
  /** Where this page itself began, null for the first. */
  at: BandCursor | null;
}

/**
 * Walks a list of BAND's page by page.
 * @param endpoint for the error
 * @param fetchPage reads one page; it adds the token, and what BAND leaves out of its cursors (`locale`)
 * @param from where to go on; null from the beginning
 * @throws BandFailure `bad-reply` when a cursor repeats: the list would never end
 */
export async function* pages<Item>(
  endpoint: string,
  fetchPage: (cursor: BandCursor | null) => Promise<BandPage<Item>>,
  from: BandCursor | null = null,
): AsyncGenerator<Page<Item>, void, undefined> {
  let at = from;
  for (;;) {
    const page = await fetchPage(at);
    if (page.next && at && sameCursor(page.next, at)) {
      throw new BandFailure('bad-reply', endpoint, { reason: 'the next page is this page' });
    }
    yield { ...page, at };
    if (!page.next) return;
    at = page.next;
  }
}

const sameCursor = (a: BandCursor, b: BandCursor): boolean => {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
};
