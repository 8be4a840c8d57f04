/** Ways that are compared; more than a search has. */
const TRIED = 16;
/** The way whose text of this number, from the newest on, is the oldest is taken for the rarest. */
const DEPTH = 200;

/**
 * By which of several ways a search has the fewest texts to read. An index narrows it down by one of the letters looked
 * for only, and the text decides; by a common one the time grows with the collection.
 * @param ways grams, or whatever else narrows a search down
 * @param nth when the text of this number that a way leads to, from the newest on, was written, as a text that sorts by
 *   time; undefined where there are fewer. To be had from an index alone
 * @returns undefined for no ways
 */
export async function rarest<Way>(
  ways: readonly Way[],
  nth: (way: Way, n: number) => Promise<string | undefined>,
): Promise<Way | undefined> {
  const tried = ways.slice(0, TRIED);
  if (tried.length < 2) return tried[0];
  // What is not there is older than anything.
  const places = await Promise.all(tried.map(async (way) => (await nth(way, DEPTH)) ?? ''));
  const oldest = [...places].sort()[0] as string;
  return tried[places.indexOf(oldest)];
}
