import { randomUUID } from 'node:crypto';
import { CommonErrors } from '@dongbaejul/contracts';
import { Logger } from '@nestjs/common';
import type { mongo } from 'mongoose';

export interface LockOptions {
  /** Milliseconds after which a silent holder counts as dead. Default 10,000. */
  leaseMs?: number;
  /** Milliseconds between tries of those who wait. Default 250. */
  pollMs?: number;
}

interface LockRow {
  _id: string;
  owner: string | null;
  /** Grows with each holder: what an earlier one still writes is recognised by its lower number. */
  fence: number;
  until: Date;
}

const ID = 'migrations';

/** Who may migrate: a lease in the database, by the server's clock, renewed while held. */
export class MigrationLock {
  private readonly logger = new Logger(MigrationLock.name);
  private readonly owner = randomUUID();
  private readonly rows: mongo.Collection<LockRow>;
  private readonly lost = new AbortController();
  private readonly leaseMs: number;
  private readonly pollMs: number;
  private renewal: NodeJS.Timeout | undefined;
  private validUntil = 0;
  private fence = 0;

  constructor(db: mongo.Db, options: LockOptions = {}) {
    this.rows = db.collection<LockRow>('migration_locks');
    this.leaseMs = options.leaseMs ?? 10_000;
    this.pollMs = options.pollMs ?? 250;
  }

  /** Aborted when the lease could not be kept. */
  get signal(): AbortSignal {
    return this.lost.signal;
  }

  /** Waits until this process holds the lock: at most a lease's time after the last holder died. */
  async acquire(): Promise<void> {
    while (!(await this.tryAcquire())) await new Promise((resolve) => setTimeout(resolve, this.pollMs));
    this.renewal = setInterval(() => void this.renew(), this.leaseMs / 4);
  }

  /**
   * Holds the lock's row inside a transaction, so that what it writes counts only while the lease is ours.
   * @throws SERVICE_UNAVAILABLE when another process has taken over
   */
  async holdIn(session: mongo.ClientSession): Promise<void> {
    const { matchedCount } = await this.rows.updateOne(
      { _id: ID, owner: this.owner, fence: this.fence },
      { $set: { touched: new Date() } } as mongo.UpdateFilter<LockRow>,
      { session },
    );
    if (matchedCount === 0) this.giveUp();
    this.assertHeld();
  }

  /** @throws SERVICE_UNAVAILABLE when the lease has run out or was lost */
  assertHeld(): void {
    if (Date.now() >= this.validUntil) this.giveUp();
    if (this.signal.aborted) throw CommonErrors.SERVICE_UNAVAILABLE();
  }

  /** Stops renewing and frees the lock if it is still ours. */
  async release(): Promise<void> {
    clearInterval(this.renewal);
    await this.rows.updateOne({ _id: ID, owner: this.owner }, { $set: { owner: null, until: new Date(0) } });
  }

  private async tryAcquire(): Promise<boolean> {
    const askedAt = Date.now();
    const free = { $lt: [{ $ifNull: ['$until', new Date(0)] }, '$$NOW'] };
    try {
      const row = await this.rows.findOneAndUpdate(
        { _id: ID },
        [
          {
            $set: {
              owner: { $cond: [free, this.owner, '$owner'] },
              fence: { $cond: [free, { $add: [{ $ifNull: ['$fence', 0] }, 1] }, '$fence'] },
              until: { $cond: [free, { $add: ['$$NOW', this.leaseMs] }, '$until'] },
            },
          },
        ],
        { upsert: true, returnDocument: 'after' },
      );
      if (row?.owner !== this.owner) return false;
      this.fence = row.fence;
      this.validUntil = askedAt + this.leaseMs;
      return true;
    } catch (error) {
      // Two first-comers insert the row at once; the slower one simply asks again.
      if ((error as { code?: number }).code === 11000) return false;
      throw error;
    }
  }

  private async renew(): Promise<void> {
    const askedAt = Date.now();
    try {
      const { matchedCount } = await this.rows.updateOne({ _id: ID, owner: this.owner, fence: this.fence }, [
        { $set: { until: { $add: ['$$NOW', this.leaseMs] } } },
      ]);
      if (matchedCount === 0) this.giveUp();
      else this.validUntil = askedAt + this.leaseMs;
    } catch (error) {
      this.logger.warn({ msg: 'the migration lock could not be renewed', reason: (error as Error).message });
      if (Date.now() >= this.validUntil) this.giveUp();
    }
  }

  private giveUp(): void {
    clearInterval(this.renewal);
    this.lost.abort();
  }
}
