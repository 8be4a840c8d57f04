/** Items that a change added or touched: the newest first, each with a rank above all generated ones. */
export class Added<T> {
  private readonly ranks = new Map<string, number>();
  private readonly byRank = new Map<number, T>();
  private next: number;

  constructor(firstRank: number) {
    this.next = firstRank;
  }

  get size(): number {
    return this.byRank.size;
  }

  get(key: string): T | undefined {
    const rank = this.ranks.get(key);
    return rank === undefined ? undefined : this.byRank.get(rank);
  }

  /** Puts the item at the top, or replaces it there. */
  put(key: string, item: T): void {
    this.remove(key);
    this.ranks.set(key, this.next);
    this.byRank.set(this.next, item);
    this.next += 1;
  }

  /** Replaces the item where it stands. */
  replace(key: string, item: T): void {
    const rank = this.ranks.get(key);
    if (rank === undefined) this.put(key, item);
    else this.byRank.set(rank, item);
  }

  remove(key: string): boolean {
    const rank = this.ranks.get(key);
    if (rank === undefined) return false;
    this.ranks.delete(key);
    return this.byRank.delete(rank);
  }

  /** From the newest to the oldest, only ranks below `before`. */
  *descending(before = Infinity): Iterable<[number, T]> {
    const entries = [...this.byRank.entries()];
    for (let n = entries.length - 1; n >= 0; n -= 1) {
      const entry = entries[n]!;
      if (entry[0] < before) yield entry;
    }
  }

  /** From the oldest to the newest. */
  ascending(): Iterable<[number, T]> {
    return this.byRank.entries();
  }
}
