const OPEN_AFTER_FAILURES = 5;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;
/** A try that nobody reports the end of is over after this, so that none can keep an address out for ever. */
const TRY_LEASE_MS = 3_000;

/** One request's report on the address it was sent to. Only the first word counts. */
export interface Outcome {
  succeeded(): void;
  failed(): void;
  /** It ended without telling anything about the address: the client left, or nothing was sent. */
  abandoned(): void;
}

/**
 * Keeps requests away from an address that does not answer. Opens after five failures in a row, lets one request try
 * after a pause that doubles up to 2 s, and closes when one succeeds; so an upstream that is back is used within 2 s.
 */
export class Breaker {
  private failures = 0;
  private pauseMs = FIRST_PAUSE_MS;
  private retryAt = 0;
  private tryUntil = 0;
  private tries = 0;

  constructor(private readonly now: () => number = Date.now) {}

  get isOpen(): boolean {
    return this.failures >= OPEN_AFTER_FAILURES;
  }

  /** Admits a request, or not; when open, one per pause. */
  enter(): Outcome | undefined {
    if (!this.isOpen) return this.outcome(0);
    const now = this.now();
    if (now < this.tryUntil || now < this.retryAt) return undefined;
    this.tryUntil = now + TRY_LEASE_MS;
    return this.outcome((this.tries += 1));
  }

  /** @param tryNumber of the one request that tries while the breaker is open; 0 for any other */
  private outcome(tryNumber: number): Outcome {
    let settled = false;
    const once = (report: () => void): void => {
      if (settled) return;
      settled = true;
      if (tryNumber === this.tries) this.tryUntil = 0;
      report();
    };
    return {
      succeeded: () => once(() => this.close()),
      failed: () => once(() => this.count()),
      abandoned: () => once(() => undefined),
    };
  }

  private close(): void {
    this.failures = 0;
    this.pauseMs = FIRST_PAUSE_MS;
  }

  private count(): void {
    this.failures += 1;
    if (!this.isOpen) return;
    this.retryAt = this.now() + this.pauseMs;
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
