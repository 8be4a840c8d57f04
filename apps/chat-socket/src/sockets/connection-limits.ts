import { TokenBucket } from './token-bucket';

/** Events a second of one kind, on average and at once; of what costs more than the general limit allows for. */
export interface EventLimit {
  perSecond: number;
  burst: number;
}

/** Refused events in a row after which a connection is closed: it does not listen. */
const MOST_REFUSED = 200;

/** What one connection may do: all events together, and each kind that has a limit of its own. */
export class ConnectionLimits {
  private readonly all: TokenBucket;
  private readonly kinds = new Map<string, TokenBucket>();
  private refused = 0;

  constructor(perSecond: number) {
    this.all = new TokenBucket(perSecond, perSecond * 3);
  }

  /** @returns 0, or the milliseconds to wait */
  take(event: string, limit?: EventLimit): number {
    const wait = Math.max(this.all.take(), limit ? this.bucketOf(event, limit).take() : 0);
    this.refused = wait > 0 ? this.refused + 1 : 0;
    return wait;
  }

  get isAbused(): boolean {
    return this.refused > MOST_REFUSED;
  }

  private bucketOf(event: string, { perSecond, burst }: EventLimit): TokenBucket {
    const known = this.kinds.get(event);
    if (known) return known;
    const bucket = new TokenBucket(perSecond, burst);
    this.kinds.set(event, bucket);
    return bucket;
  }
}
