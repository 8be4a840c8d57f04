/**
 * Waits for a condition, never for a time.
 * @param condition truthy when what is awaited is there; its value is returned. An error counts as not yet
 * @param what says in the failure what did not happen
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  what: string,
  { withinMs = 10_000, everyMs = 20 } = {},
): Promise<NonNullable<T>> {
  const end = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error instanceof Error ? error.message : error;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${withinMs} ms (last: ${String(last)})`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
