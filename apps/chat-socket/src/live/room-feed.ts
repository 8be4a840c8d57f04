/** One message on its way to the sockets of this process. */
export interface Delivery<M> {
  seq: number;
  /** The room's `audience` when it was stored. */
  audience: number;
  message: M;
}

export interface FeedSource<M> {
  /** Stored messages after a number, in order. */
  after(seq: number): Promise<Delivery<M>[]>;
  /** Puts sockets out whose members are no longer in the room. @returns the room's `audience` before it looked */
  refreshAudience(): Promise<number>;
  emit(delivery: Delivery<M>): void;
  failed(error: unknown): void;
}

/** A message that overtook another waits this long for it before the database is asked. */
const OVERTAKEN_MS = 40;
const TRY_AGAIN_MS = 500;
/** Waiting messages are dropped past this: they come from the database again. */
const MOST_WAITING = 1_000;

/**
 * What one process has handed to its sockets in one room: every message once, in the order of their numbers, whatever
 * order hints arrive in and however many are lost. What is missing is fetched from where it was stored. A message
 * that knows of a departure this process has not seen waits until the sockets concerned are out.
 */
export class RoomFeed<M> {
  private readonly waiting = new Map<number, Delivery<M>>();
  private working: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  /** The highest number that is known to be stored. */
  private known: number;

  /**
   * @param delivered the room's last number when the first socket came in
   * @param audience the room's `audience` that the sockets here were checked against
   */
  constructor(
    private readonly source: FeedSource<M>,
    public delivered: number,
    public audience: number,
  ) {
    this.known = delivered;
  }

  /** Takes a message in; older ones are let go. */
  offer(delivery: Delivery<M>): void {
    if (this.closed || delivery.seq <= this.delivered) return;
    this.known = Math.max(this.known, delivery.seq);
    if (this.waiting.size < MOST_WAITING && !this.waiting.has(delivery.seq)) {
      this.waiting.set(delivery.seq, delivery);
    }
    this.step();
  }

  /** The room's last number is this: what is missing up to it is fetched. */
  expect(seq: number): void {
    if (seq <= this.delivered || this.closed) return;
    this.known = Math.max(this.known, seq);
    this.later(0);
  }

  /** Sockets here have to be looked at again. */
  async recheck(): Promise<void> {
    this.audience = Math.max(this.audience, await this.source.refreshAudience());
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.waiting.clear();
  }

  /** Hands on what is next in line; at once, as long as nothing has to be asked for. */
  private step(): void {
    if (this.working) return;
    for (let next = this.next(); next; next = this.next()) {
      if (next.audience > this.audience) {
        this.work(() => this.recheckFor(next));
        return;
      }
      this.waiting.delete(next.seq);
      this.delivered = next.seq;
      this.source.emit(next);
    }
    if (this.known > this.delivered) this.later(OVERTAKEN_MS);
  }

  private async recheckFor({ audience }: Delivery<M>): Promise<void> {
    await this.recheck();
    if (this.audience < audience) throw new Error('a message knows of a departure that is not readable yet');
  }

  private next(): Delivery<M> | undefined {
    return this.closed ? undefined : this.waiting.get(this.delivered + 1);
  }

  private later(ms: number): void {
    if (this.timer || this.working) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.known > this.delivered && !this.next()) this.work(() => this.fetch());
      else this.step();
    }, ms);
    this.timer.unref();
  }

  private async fetch(): Promise<void> {
    for (const delivery of await this.source.after(this.delivered)) {
      if (!this.waiting.has(delivery.seq)) this.waiting.set(delivery.seq, delivery);
    }
  }

  private work(task: () => Promise<void>): void {
    let failed = false;
    this.working = task()
      .catch((error: unknown) => {
        failed = true;
        this.source.failed(error);
      })
      .then(() => {
        this.working = undefined;
        if (this.closed) return;
        if (failed) this.later(TRY_AGAIN_MS);
        else this.step();
      });
  }
}
