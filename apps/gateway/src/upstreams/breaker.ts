const OPEN_AFTER_FAILURES = 5;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;
/** A try that nobody reports the end of is over after this, so that none can keep an address out for ever. */
const TRY_LEASE_MS = 3_000;

/**
 * Keeps requests away from an address that does not answer. Opens after five failures in a row, lets one request try
 * after a pause that doubles up to 2 s, and closes when one succeeds; so an upstream that is back is used within 2 s.
 */
export class Breaker {
  private failures = 0;
  private pauseMs = FIRST_PAUSE_MS;
  private retryAt = 0;
  private tryUntil = 0;

  constructor(private readonly now: () => number = Date.now) {}

  get isOpen(): boolean {
    return this.failures >= OPEN_AFTER_FAILURES;
  }

  /** Whether a request may be sent now; when open, true for one request per pause. */
  allows(): boolean {
    if (!this.isOpen) return true;
    const now = this.now();
    if (now < this.tryUntil || now < this.retryAt) return false;
    this.tryUntil = now + TRY_LEASE_MS;
    return true;
  }

  succeeded(): void {
    this.failures = 0;
    this.pauseMs = FIRST_PAUSE_MS;
    this.tryUntil = 0;
  }

  failed(): void {
    this.failures += 1;
    this.tryUntil = 0;
    if (!this.isOpen) return;
    this.retryAt = this.now() + this.pauseMs;
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
  }

  /** The request that was let through to try ended without telling (the client left): let another try. */
  abandoned(): void {
    this.tryUntil = 0;
  }
}
