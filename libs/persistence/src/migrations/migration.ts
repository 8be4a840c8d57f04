import type { mongo } from 'mongoose';

export interface MigrationLease {
  /** Aborted when this process no longer holds the lock: stop, another one carries on. */
  readonly signal: AbortSignal;
}

/**
 * One step of a database's life, run once. It may be interrupted and run again by another process, so it must bear
 * being repeated (createIndex and upserts do).
 */
export interface Migration {
  /** Sorts and names it for ever: `0001-create-posts`. */
  id: string;
  /** Native driver objects; nothing of Mongoose's casting or sanitising applies. */
  up(db: mongo.Db, client: mongo.MongoClient, lease: MigrationLease): Promise<void>;
}
