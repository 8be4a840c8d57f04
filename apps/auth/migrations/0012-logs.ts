import { ensureIndex, Migration } from '@dongbaejul/persistence';

const LOGS = 'log_entries';
const LATEST = { at: -1, _id: -1 } as const;
const KEPT_S = 30 * 24 * 60 * 60;

export const logs: Migration = {
  id: '0012-logs',
  up: async (db) => {
    await ensureIndex(db, LOGS, { at: 1 }, { expireAfterSeconds: KEPT_S, serves: 'log lines are kept 30 days' });
    await ensureIndex(db, LOGS, LATEST, { serves: 'GET /admin/logs, from and to' });
    await ensureIndex(db, LOGS, { trace_id: 1, ...LATEST }, { serves: 'GET /admin/logs?trace_id=' });
    await ensureIndex(db, LOGS, { user_id: 1, ...LATEST }, { serves: 'GET /admin/logs?user_id=' });
    await ensureIndex(db, LOGS, { service: 1, level: 1, ...LATEST }, { serves: 'GET /admin/logs?service=&level=' });
    await ensureIndex(db, LOGS, { service: 1, ...LATEST }, { serves: 'GET /admin/logs?service=' });
    await ensureIndex(db, LOGS, { level: 1, ...LATEST }, { serves: 'GET /admin/logs?level=' });
  },
};
