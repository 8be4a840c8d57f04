/** Remembers the newest of what was heard of many things, the latest of them only; older news is none. */
export class Newest<State extends { version: number }> {
  private readonly known = new Map<string, State>();

  constructor(private readonly most = 2_000) {}

  /** @returns whether it was news, and what was known before */
  take(key: string, state: State): { isNews: boolean; before: State | undefined } {
    const before = this.known.get(key);
    if (before && before.version >= state.version) return { isNews: false, before };
    this.known.delete(key);
    this.known.set(key, state);
    if (this.known.size > this.most) this.known.delete(this.known.keys().next().value as string);
    return { isNews: true, before };
  }
}
