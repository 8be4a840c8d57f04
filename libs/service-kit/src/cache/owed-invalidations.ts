const AGAIN_MS = 200;

/** Groups whose change Redis has not been told of. Until it has, this process does not believe the cache about them. */
export class OwedInvalidations {
  /** Group to how often it was added: what is added while it is being told is told once more. */
  private readonly groups = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly tell: (groups: readonly string[]) => Promise<void>) {}

  has(groups: readonly string[]): boolean {
    return this.groups.size > 0 && groups.some((group) => this.groups.has(group));
  }

  /** Tells again and again until it is told. */
  add(groups: readonly string[]): void {
    for (const group of groups) this.groups.set(group, (this.groups.get(group) ?? 0) + 1);
    this.schedule();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private schedule(): void {
    if (this.closed || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.tellAll(new Map(this.groups));
    }, AGAIN_MS);
    this.timer.unref();
  }

  private async tellAll(owed: ReadonlyMap<string, number>): Promise<void> {
    try {
      await this.tell([...owed.keys()]);
      for (const [group, times] of owed) if (this.groups.get(group) === times) this.groups.delete(group);
    } catch {
      // Redis is still away.
    }
    if (this.groups.size > 0) this.schedule();
  }
}
