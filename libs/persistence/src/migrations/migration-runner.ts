import { Injectable, Logger } from '@nestjs/common';
import type { mongo } from 'mongoose';
import type { Migration } from './migration';
import { LockOptions, MigrationLock } from './migration-lock';

interface MigrationRow {
  _id: string;
  applied_at: Date;
  took_ms: number;
}

/** Brings a service's database up to date, once, whichever replica comes first. */
@Injectable()
export class MigrationRunner {
  private readonly logger = new Logger(MigrationRunner.name);
  private readonly migrations = new Map<string, Migration>();

  /**
   * Adds steps; libs and services call it while modules are made. Steps run in the order of their ids within one call,
   * calls in their order.
   * @throws when an id is used twice
   */
  add(migrations: readonly Migration[]): void {
    for (const migration of [...migrations].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      if (this.migrations.has(migration.id)) throw new Error(`Migration ${migration.id} is there twice`);
      this.migrations.set(migration.id, migration);
    }
  }

  /**
   * Runs what the database has not seen. Safe while other replicas do the same: one works, the others wait for it.
   * @throws what a migration throws, or SERVICE_UNAVAILABLE when the lock was lost; calling again carries on
   */
  async run(client: mongo.MongoClient, db: mongo.Db, options: LockOptions = {}): Promise<void> {
    if ((await this.pending(db)).length === 0) return;
    const lock = new MigrationLock(db, options);
    await lock.acquire();
    try {
      for (const migration of await this.pending(db)) await this.apply(migration, client, db, lock);
    } finally {
      await lock
        .release()
        .catch((error: unknown) => this.logger.warn({ msg: 'freeing the migration lock', err: error }));
    }
  }

  private async pending(db: mongo.Db): Promise<Migration[]> {
    const applied = await db.collection<MigrationRow>('migrations').find().toArray();
    const known = new Set(applied.map((row) => row._id));
    return [...this.migrations.values()].filter((migration) => !known.has(migration.id));
  }

  private async apply(
    migration: Migration,
    client: mongo.MongoClient,
    db: mongo.Db,
    lock: MigrationLock,
  ): Promise<void> {
    const startedAt = Date.now();
    lock.assertHeld();
    await migration.up(db, client, { signal: lock.signal });
    const row = { _id: migration.id, applied_at: new Date(), took_ms: Date.now() - startedAt };
    const session = client.startSession();
    try {
      await session.withTransaction(async () => {
        await lock.holdIn(session);
        await db.collection<MigrationRow>('migrations').insertOne(row, { session });
      });
    } finally {
      await session.endSession();
    }
    this.logger.log({ msg: 'migrated', migration: migration.id, took_ms: row.took_ms });
  }
}
