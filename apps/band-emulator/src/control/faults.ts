export const FAULT_KINDS = [
  'app_quota',
  'user_quota',
  'cool_down',
  'too_many_requests',
  'unauthorized',
  'forbidden',
  'not_member',
  'invalid_response',
  'result_code',
  'server_error',
  'odd_status',
  'delay',
  'not_json',
  'truncated',
  'nonsense',
  'empty',
  'drop',
  'cut_off',
  'short_list',
  'redirect',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** BAND's own endpoints, by their routes; the emulator's are never faulty. */
export const ENDPOINTS = [
  '/oauth2/token',
  '/v2/profile',
  '/v2.1/bands',
  '/v2/band/posts',
  '/v2.1/band/post',
  '/v2/band/post/comments',
  '/v2/band/albums',
  '/v2/band/album/photos',
  '/v2/band/permissions',
  '/v2.2/band/post/create',
  '/images/:id',
] as const;

export interface FaultOrder {
  kind: FaultKind;
  /** One of `ENDPOINTS`; without it, all of them. */
  endpoint?: string;
  userKey?: string;
  /** How many matching calls it hits; without it, all until a reset. */
  times?: number;
  /** How many matching calls pass first: a quota of 50 is `app_quota` after 50. */
  after?: number;
  delayMs?: number;
  /** `after`: the call takes effect (a post is created) and only its answer is spoilt. */
  when?: 'before' | 'after';
  /** `cool_down` only: hits calls that follow the last one sooner than this. */
  windowMs?: number;
  resultCode?: number;
  status?: number;
  retryAfter?: number;
  /** `redirect` only: where to. */
  location?: string;
}

export interface ActiveFault extends FaultOrder {
  id: number;
  /** Matching calls that still pass first. */
  passing: number;
  /** Calls it still hits; null without an end. */
  remaining: number | null;
  hits: number;
}

export class Faults {
  private active: ActiveFault[] = [];
  private made = 0;
  private readonly lastCall = new Map<number, number>();

  constructor(private readonly clock: () => number = Date.now) {}

  add(order: FaultOrder): ActiveFault {
    this.made += 1;
    const fault = { ...order, id: this.made, passing: order.after ?? 0, remaining: order.times ?? null, hits: 0 };
    this.active.push(fault);
    return fault;
  }

  list(): readonly ActiveFault[] {
    return this.active;
  }

  reset(): void {
    this.active = [];
    this.lastCall.clear();
  }

  /** The fault that hits this call, if one does; the first that was ordered wins. */
  take(endpoint: string, userKey: string | undefined): ActiveFault | undefined {
    for (const fault of this.active) {
      if (fault.endpoint !== undefined && fault.endpoint !== endpoint) continue;
      if (fault.userKey !== undefined && fault.userKey !== userKey) continue;
      if (fault.windowMs !== undefined && !this.tooSoon(fault.id, fault.windowMs)) continue;
      if (fault.passing > 0) {
        fault.passing -= 1;
        continue;
      }
      if (fault.remaining === 0) continue;
      fault.hits += 1;
      if (fault.remaining !== null) fault.remaining -= 1;
      return fault;
    }
    return undefined;
  }

  private tooSoon(id: number, windowMs: number): boolean {
    const now = this.clock();
    const last = this.lastCall.get(id);
    this.lastCall.set(id, now);
    return last !== undefined && now - last < windowMs;
  }
}
