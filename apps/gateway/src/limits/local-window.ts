/** A sliding window in this process's memory: what holds while Redis is away. */
export class LocalWindow {
  private readonly events = new Map<string, number[]>();

  /** @returns places left after this event, or -1 when it does not fit */
  take(key: string, limit: number, windowMs: number, now = Date.now()): number {
    const recent = (this.events.get(key) ?? []).filter((time) => time > now - windowMs);
    if (recent.length >= limit) return -1;
    recent.push(now);
    this.events.set(key, recent);
    return limit - recent.length;
  }

  /** Called when Redis is back: its window counts again. */
  clear(): void {
    this.events.clear();
  }
}
