import { TokenBucket } from './token-bucket';

/** Events a second of one kind, on average and at once; of what costs more than the general limit allows for. */
export interface EventLimit {
  perSecond: number;
  burst: number;
  /** Counted for the member, over all their connections and all processes (see MemberLimits). */
  ofMember?: boolean;
}

/** By how many more events may be refused than are let through before a connection is closed: it does not listen. */
const MOST_REFUSED = 200;

/** How many events of all kinds may come at once, of so many a second on average. */
export const atOnceOf = (perSecond: number): number => 3 * perSecond;

/** What one connection may do: all events together, and each kind that has a limit of its own. */
export class ConnectionLimits {
  private readonly all: TokenBucket;
  private readonly kinds = new Map<string, TokenBucket>();
  private refused = 0;

  constructor(perSecond: number) {
    this.all = new TokenBucket(perSecond, atOnceOf(perSecond));
  }

  /** @returns 0, or the milliseconds to wait */
  take(event: string, limit?: EventLimit): number {
    const wait = Math.max(this.all.take(), limit && !limit.ofMember ? this.bucketOf(event, limit).take() : 0);
    if (wait > 0) this.countRefused();
    else this.refused = Math.max(0, this.refused - 1);
    return wait;
  }

  /** An event was refused for another reason than its rate: too many are under way. */
  countRefused(): void {
    this.refused += 1;
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
