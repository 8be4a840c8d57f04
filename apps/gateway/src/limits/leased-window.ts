import { LocalWindow, type SlidingWindow } from '@dongbaejul/service-kit';

export interface Decision {
  allowed: boolean;
  remaining: number;
  /** Seconds until the oldest counted request leaves the window. */
  resetSeconds: number;
}

interface Lease {
  id: string;
  granted: number;
  spent: number;
  /** How many to ask for next time. */
  size: number;
  takenAt: number;
  used: number;
  resetAt: number;
  refusedUntil: number;
  filling?: Promise<void>;
}

/** Largest lease; also never more than this share of the limit, so that leases do not eat a small one. */
const LARGEST_LEASE = 32;
const LARGEST_SHARE = 0.05;
/** A lease that was used up faster than this doubles the next. */
const BUSY_MS = 1_000;
/** A lease older than this is given back. */
const LEASE_LIFETIME_MS = 5_000;
/** A refusal is remembered this long at most, so that a flood does not become a flood on Redis. */
const REFUSAL_MS = 1_000;
/** After a failure Redis is not asked for this long: one that hangs would cost every request its timeout. */
const WITHOUT_REDIS_MS = 3_000;

/**
 * A sliding window shared by all replicas, asked for in small leases: a busy caller costs one Redis call for up to 32
 * requests, a quiet one leases a single place. What it grants never passes the limit; a granted place is
 * spent within 5 s or given back, so a window seen from outside may hold one lease a replica more.
 */
export class LeasedWindow {
  private readonly leases = new Map<string, Lease>();
  private readonly local = new LocalWindow();
  private withoutRedisUntil = 0;

  constructor(
    private readonly window: SlidingWindow,
    private readonly limit: number,
    private readonly windowMs: number,
  ) {}

  /** Takes one place. Synchronous while the lease lasts. */
  take(key: string): Decision | Promise<Decision> {
    const lease = this.leases.get(key);
    const now = Date.now();
    if (lease && lease.spent < lease.granted && now - lease.takenAt < LEASE_LIFETIME_MS) return this.spend(lease);
    if (lease && now < lease.refusedUntil) return this.refusal(lease);
    return now < this.withoutRedisUntil ? this.withoutRedis(key) : this.refill(key);
  }

  /** Redis is there, or there again: it is asked at once. */
  askAgain(): void {
    this.withoutRedisUntil = 0;
  }

  /** Gives back what nobody used. Called now and then, and at shutdown with `all`. */
  async giveBack(all = false): Promise<void> {
    const now = Date.now();
    for (const [key, lease] of this.leases) {
      if (lease.filling || (!all && now - lease.takenAt < LEASE_LIFETIME_MS)) continue;
      this.leases.delete(key);
      if (lease.spent < lease.granted) {
        await this.window.giveBack(key, lease.id, lease.spent + 1, lease.granted).catch(() => undefined);
      }
    }
  }

  private spend(lease: Lease): Decision {
    lease.spent += 1;
    return {
      allowed: true,
      remaining: Math.max(0, this.limit - lease.used + (lease.granted - lease.spent)),
      resetSeconds: secondsUntil(lease.resetAt),
    };
  }

  private refusal(lease: Lease): Decision {
    return { allowed: false, remaining: 0, resetSeconds: Math.max(1, secondsUntil(lease.resetAt)) };
  }

  private async refill(key: string): Promise<Decision> {
    const lease = this.leases.get(key) ?? emptyLease();
    this.leases.set(key, lease);
    try {
      lease.filling ??= this.fill(key, lease).finally(() => (lease.filling = undefined));
      await lease.filling;
    } catch {
      this.withoutRedisUntil = Date.now() + WITHOUT_REDIS_MS;
      return this.withoutRedis(key);
    }
    if (lease.spent < lease.granted) return this.spend(lease);
    // Others who waited for the same lease may have used it up; ask again unless Redis said no.
    return Date.now() < lease.refusedUntil ? this.refusal(lease) : this.refill(key);
  }

  private async fill(key: string, lease: Lease): Promise<void> {
    const now = Date.now();
    const unused = lease.granted - lease.spent;
    if (unused > 0) await this.window.giveBack(key, lease.id, lease.spent + 1, lease.granted);
    lease.size = now - lease.takenAt < BUSY_MS ? Math.min(lease.size * 2, this.largest(lease)) : 1;
    const take = await this.window.take(key, this.limit, this.windowMs, lease.size);
    Object.assign(lease, {
      id: take.id,
      granted: take.granted,
      spent: 0,
      takenAt: now,
      used: take.used,
      resetAt: now + take.resetMs,
      refusedUntil: take.granted > 0 ? 0 : now + Math.min(take.resetMs, REFUSAL_MS),
    });
    this.local.clear();
  }

  /** Near the limit places are taken one by one, so that none lies unused elsewhere while somebody is refused. */
  private largest(lease: Lease): number {
    const left = this.limit - lease.used;
    return left < this.limit / 10 ? 1 : Math.max(1, Math.min(LARGEST_LEASE, Math.floor(this.limit * LARGEST_SHARE)));
  }

  private withoutRedis(key: string): Decision {
    const { granted, used, resetMs } = this.local.take(key, this.limit, this.windowMs);
    return { allowed: granted > 0, remaining: this.limit - used, resetSeconds: Math.ceil(resetMs / 1000) };
  }
}

const secondsUntil = (time: number): number => Math.max(0, Math.ceil((time - Date.now()) / 1000));

const emptyLease = (): Lease => ({
  id: '',
  granted: 0,
  spent: 0,
  size: 1,
  takenAt: 0,
  used: 0,
  resetAt: 0,
  refusedUntil: 0,
});
