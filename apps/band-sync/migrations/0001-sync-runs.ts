import { ensureIndex, Migration } from '@dongbaejul/persistence';

const SEEN_KEPT_S = 7 * 24 * 60 * 60;

export const syncRuns: Migration = {
  id: '0001-sync-runs',
  up: async (db) => {
    await ensureIndex(
      db,
      'sync_runs',
      { active: 1 },
      {
        name: 'one_active_run',
        unique: true,
        partialFilterExpression: { active: true },
        serves: 'only one run at a time; taking up the active run',
      },
    );
    await ensureIndex(db, 'sync_runs', { created_at: -1, _id: -1 }, { serves: 'GET /admin/sync-runs' });
    await ensureIndex(db, 'sync_run_seen', { run_id: 1 }, { serves: 'what a run met before it was interrupted' });
    await ensureIndex(
      db,
      'sync_run_seen',
      { at: 1 },
      { expireAfterSeconds: SEEN_KEPT_S, serves: 'pieces of runs that were cancelled while nobody worked on them' },
    );
    await ensureIndex(
      db,
      'band_connection_attempts',
      { expires_at: 1 },
      { expireAfterSeconds: 0, serves: 'attempts to connect end after 10 minutes' },
    );
    await db.createCollection('band_connections').catch(ignoreExisting);
  },
};

/** A transaction may not have to create its collection: two at once would fight over it. */
export function ignoreExisting(error: unknown): void {
  if ((error as { codeName?: string }).codeName !== 'NamespaceExists') throw error;
}
