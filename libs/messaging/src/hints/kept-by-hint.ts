import type { Hints } from './hints';

export interface KeptOptions<T> {
  /** Where processes tell each other that something changed. */
  topic: string;
  /** @returns what there is, by id; an id that is missing does not exist */
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>;
  /** Beyond so many (5,000) everything is forgotten. */
  most?: number;
}

/** Should a hint get lost, a change is seen this long after. */
const KEPT_MS = 60_000;
const MOST_KEPT = 5_000;

/**
 * What is read far more often than it changes, kept in the process by id, also that something does not exist. Whoever
 * changes it says so after the commit: the own process knows when that returns, others a hint later. While hints are
 * not heard, it is as if nothing were kept.
 */
export class KeptByHint<T> {
  private readonly kept = new Map<string, { value: T | undefined; until: number }>();
  /** Grows with each change, so that what was read while something changed is not kept. */
  private changes = 0;

  constructor(
    private readonly hints: Hints,
    private readonly options: KeptOptions<T>,
  ) {
    hints.subscribe(options.topic, (ids) => this.forget(ids as string[]));
    hints.onGap(() => this.forgetAll());
  }

  /** @returns those that exist, by id */
  async find(ids: readonly string[]): Promise<Map<string, T>> {
    const found = new Map<string, T>();
    const unknown: string[] = [];
    const now = this.hints.hears ? Date.now() : Infinity;
    for (const id of ids) {
      const known = this.kept.get(id);
      if (!known || known.until <= now) unknown.push(id);
      else if (known.value !== undefined) found.set(id, known.value);
    }
    if (unknown.length === 0) return found;
    const before = this.changes;
    const read = await this.options.read(unknown);
    const isSafe = before === this.changes && this.hints.hears;
    for (const id of unknown) {
      const value = read.get(id);
      if (isSafe) this.keep(id, value);
      if (value !== undefined) found.set(id, value);
    }
    return found;
  }

  /** After the commit of a change. Never throws. */
  async changed(ids: readonly string[]): Promise<void> {
    this.forget(ids);
    await this.hints.publish(this.options.topic, ids);
  }

  private keep(id: string, value: T | undefined): void {
    if (this.kept.size >= (this.options.most ?? MOST_KEPT)) this.kept.clear();
    this.kept.set(id, { value, until: Date.now() + KEPT_MS });
  }

  private forget(ids: readonly string[]): void {
    this.changes += 1;
    for (const id of ids) this.kept.delete(id);
  }

  private forgetAll(): void {
    this.changes += 1;
    this.kept.clear();
  }
}
