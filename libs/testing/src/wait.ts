import { testConfig } from './test-config';

/** How much longer than promised things may take in the short form: other work on the machine is timed with them. */
const SHORT_FORM_ALLOWS = 5;

/**
 * The most milliseconds that what a promise bounds may take in a test: what it says in the long form (`--long`), which
 * has the machine to itself, and more in the short form, which only shows that nothing waits without a bound.
 */
export const bound = (ms: number): number => (testConfig.isLong ? ms : ms * SHORT_FORM_ALLOWS);

/**
 * Waits for a condition, never for a time.
 * @param condition truthy when what is awaited is there; its value is returned. An error counts as not yet
 * @param what says in the failure what did not happen
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  what: string,
  { withinMs = 25_000, everyMs = 20 } = {},
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
