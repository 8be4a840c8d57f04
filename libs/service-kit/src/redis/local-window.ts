import { metrics } from '../metrics/metrics';

interface Event {
  id: string;
  at: number;
}

export interface LocalTake {
  id: string;
  granted: number;
  /** Events in the window now. */
  used: number;
  resetMs: number;
}

const MOST_KEYS = 10_000;

const countedAlone = metrics.counter({
  name: 'limits_counted_alone_total',
  help: 'Events that a limit counted in this process alone, as Redis did not answer',
});

/** The same sliding window as in Redis, for this process alone: what holds while Redis is away. Forgets the oldest keys when there are many. */
export class LocalWindow {
  private readonly events = new Map<string, Event[]>();
  private sequence = 0;

  constructor(private readonly now: () => number = Date.now) {}

  /** @param wanted 0 only looks */
  take(key: string, limit: number, windowMs: number, wanted = 1): LocalTake {
    const now = this.now();
    if (wanted > 0) countedAlone.inc();
    const events = (this.events.get(key) ?? []).filter((event) => event.at > now - windowMs);
    const granted = Math.max(0, Math.min(wanted, limit - events.length));
    const id = `local-${(this.sequence += 1)}`;
    for (let i = 0; i < granted; i += 1) events.push({ id, at: now });
    this.events.delete(key);
    if (events.length > 0) this.events.set(key, events);
    this.forgetOldest();
    return { id, granted, used: events.length, resetMs: events[0] ? events[0].at + windowMs - now : 0 };
  }

  giveBack(key: string, id: string): void {
    const left = (this.events.get(key) ?? []).filter((event) => event.id !== id);
    if (left.length > 0) this.events.set(key, left);
    else this.events.delete(key);
  }

  /** Called when Redis is back: its window counts again. */
  clear(): void {
    this.events.clear();
  }

  private forgetOldest(): void {
    if (this.events.size <= MOST_KEYS) return;
    const oldest = this.events.keys().next().value;
    if (oldest !== undefined) this.events.delete(oldest);
  }
}
