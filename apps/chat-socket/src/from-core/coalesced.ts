/**
 * States that are told at most every `everyMs` by key: the first at once, of those that follow the latest. What is told is
 * a whole state, so nobody misses anything by hearing less often.
 */
export class Coalesced {
  private readonly pending = new Map<string, (() => void) | null>();

  constructor(private readonly everyMs: number) {}

  offer(key: string, tell: () => void): void {
    if (this.pending.has(key)) {
      this.pending.set(key, tell);
      return;
    }
    tell();
    this.pending.set(key, null);
    this.later(key);
  }

  /** What waits under the key is not told any more: something newer was. */
  drop(key: string): void {
    if (this.pending.has(key)) this.pending.set(key, null);
  }

  private later(key: string): void {
    setTimeout(() => {
      const tell = this.pending.get(key);
      if (!tell) {
        this.pending.delete(key);
        return;
      }
      this.pending.set(key, null);
      this.later(key);
      tell();
    }, this.everyMs).unref();
  }
}
