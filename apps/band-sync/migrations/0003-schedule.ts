import { ensureIndex, Migration } from '@dongbaejul/persistence';
import { ignoreExisting } from './0001-sync-runs';

const TICKS_KEPT_S = 30 * 24 * 60 * 60;

export const schedule: Migration = {
  id: '0003-schedule',
  up: async (db) => {
    await db.createCollection('sync_ticks').catch(ignoreExisting);
    await ensureIndex(
      db,
      'sync_ticks',
      { at: 1 },
      { expireAfterSeconds: TICKS_KEPT_S, serves: 'ticks are looked up for 30 days' },
    );
    await ensureIndex(db, 'sync_runs', { status: 1, ended_at: -1 }, { serves: 'when the club was last synced' });
  },
};
