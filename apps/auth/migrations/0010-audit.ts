import { ensureIndex, Migration } from '@dongbaejul/persistence';

const AUDIT = 'audit_logs';
const LATEST = { occurred_at: -1, _id: -1 } as const;

export const audit: Migration = {
  id: '0010-audit',
  up: async (db) => {
    const by = (field: string, serves: string): Promise<string> =>
      ensureIndex(db, AUDIT, { [field]: 1, ...LATEST }, { serves });
    await ensureIndex(db, AUDIT, LATEST, { serves: 'GET /admin/audit-logs, the latest first, from and to' });
    await by('actor_id', 'GET /admin/audit-logs?actor_id=');
    await by('action', 'GET /admin/audit-logs?action=');
    await by('service', 'GET /admin/audit-logs?service=');
    await by('trace_id', 'GET /admin/audit-logs?trace_id=');
    await ensureIndex(
      db,
      AUDIT,
      { object_type: 1, object_id: 1, ...LATEST },
      { serves: 'GET /admin/audit-logs?object_type=&object_id=' },
    );
    await ensureIndex(db, AUDIT, { object_type: 1, ...LATEST }, { serves: 'GET /admin/audit-logs?object_type=' });
    await ensureIndex(
      db,
      AUDIT,
      { object_id: 1, ...LATEST },
      { serves: 'GET /admin/audit-logs?object_id=, whatever its type' },
    );
    await db
      .collection<{ _id: string; seq: number; hash: string }>('audit_heads')
      .updateOne({ _id: 'audit' }, { $setOnInsert: { seq: 0, hash: '0'.repeat(64) } }, { upsert: true });
  },
};
