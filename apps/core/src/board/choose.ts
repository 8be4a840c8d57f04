/**
 * Every way to take some of `items` so that their sizes add up to `total`, those nearer the front first.
 * Lazily: whoever only wants to know whether there is one stops after the first.
 */
export function* choose<T>(items: readonly T[], total: number, sizeOf: (item: T) => number): Generator<T[]> {
  if (total === 0) {
    yield [];
    return;
  }
  for (const [index, item] of items.entries()) {
    const size = sizeOf(item);
    if (size > total) continue;
    for (const rest of choose(items.slice(index + 1), total - size, sizeOf)) yield [item, ...rest];
  }
}
