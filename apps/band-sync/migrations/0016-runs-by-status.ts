import { ensureIndex, type Migration } from '@dongbaejul/persistence';

export const runsByStatus: Migration = {
  id: '0016-runs-by-status',
  up: async (db) => {
    await ensureIndex(
      db,
      'sync_runs',
      { status: 1, created_at: -1, _id: -1 },
      { serves: 'GET /admin/sync-runs?status=' },
    );
  },
};
