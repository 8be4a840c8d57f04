/** Counts calls, so that tests can say how often BAND was asked. */
export class Stats {
  private readonly calls = new Map<string, number>();
  private readonly results = new Map<string, number>();
  private faulty = 0;
  private since = new Date();

  call(endpoint: string): void {
    this.calls.set(endpoint, (this.calls.get(endpoint) ?? 0) + 1);
  }

  /** @param result the result code, or a word for an answer that has none */
  result(result: string): void {
    this.results.set(result, (this.results.get(result) ?? 0) + 1);
  }

  fault(): void {
    this.faulty += 1;
  }

  reset(): void {
    this.calls.clear();
    this.results.clear();
    this.faulty = 0;
    this.since = new Date();
  }

  snapshot(): {
    since: string;
    total: number;
    faults: number;
    endpoints: Record<string, number>;
    results: Record<string, number>;
  } {
    return {
      since: this.since.toISOString(),
      total: [...this.calls.values()].reduce((sum, count) => sum + count, 0),
      faults: this.faulty,
      endpoints: Object.fromEntries(this.calls),
      results: Object.fromEntries(this.results),
    };
  }
}
