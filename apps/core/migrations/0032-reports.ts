import { ensureIndex, Migration } from '@dongbaejul/persistence';

const CASES = 'report_cases';
const REPORTS = 'reports';

export const reports: Migration = {
  id: 'core-0032-reports',
  up: async (db) => {
    await ensureIndex(
      db,
      CASES,
      { target_type: 1, target_id: 1 },
      { unique: true, serves: 'POST /reports: the one case of a thing' },
    );
    await ensureIndex(db, CASES, { status: 1, opened_at: 1, _id: 1 }, { serves: 'GET /admin/reports: what is open' });
    await ensureIndex(
      db,
      CASES,
      { status: 1, changed_at: -1, _id: -1 },
      { serves: 'GET /admin/reports?status= of what was decided' },
    );
    await ensureIndex(db, CASES, { changed_at: -1, _id: -1 }, { serves: 'GET /admin/reports?status=all' });
    await ensureIndex(db, CASES, { 'evidence.author_id': 1 }, { serves: 'auth.member.merged: who wrote it' });
    await ensureIndex(
      db,
      CASES,
      { expires_at: 1 },
      { expireAfterSeconds: 0, serves: 'cases in which nothing was ever hidden are kept a year' },
    );
    await ensureIndex(
      db,
      REPORTS,
      { case_id: 1, reporter_id: 1 },
      {
        unique: true,
        partialFilterExpression: { is_open: true },
        serves: 'POST /reports: one open report per member and thing; deciding: who reported it',
      },
    );
    await ensureIndex(db, REPORTS, { case_id: 1, created_at: -1, _id: -1 }, { serves: 'GET /admin/reports/:id' });
    await ensureIndex(
      db,
      REPORTS,
      { reporter_id: 1, _id: 1 },
      { serves: 'core.member-data.export of reports, merging' },
    );
    await ensureIndex(
      db,
      REPORTS,
      { expires_at: 1 },
      { expireAfterSeconds: 0, serves: 'reports are kept a year after they were decided' },
    );
    await ensureIndex(db, 'members', { roles: 1, status: 1 }, { serves: 'whom a new report is told: active staff' });
  },
};
