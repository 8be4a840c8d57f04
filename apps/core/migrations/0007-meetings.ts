import { ensureIndex, Migration } from '@dongbaejul/persistence';

const MEETINGS = 'meetings';

export const meetings: Migration = {
  id: 'core-0007-meetings',
  up: async (db) => {
    await ensureIndex(
      db,
      MEETINGS,
      { is_cancelled: 1, meeting_date: 1, _id: 1 },
      { serves: 'GET /meetings by date, upcoming, past, cancelled' },
    );
    await ensureIndex(
      db,
      MEETINGS,
      { is_cancelled: 1, kind: 1, meeting_date: 1, _id: 1 },
      { serves: 'GET /meetings?kind=' },
    );
    await ensureIndex(
      db,
      MEETINGS,
      { member_ids: 1, is_cancelled: 1, meeting_date: 1, _id: 1 },
      { serves: 'GET /meetings?mine=true' },
    );
    await ensureIndex(
      db,
      MEETINGS,
      { member_ids: 1, meeting_date: 1, _id: 1 },
      { serves: "GET /calendar.ics: a member's meetings, cancelled ones as well" },
    );
    await ensureIndex(
      db,
      MEETINGS,
      { series_id: 1, meeting_date: 1 },
      {
        serves: 'PATCH, DELETE /meetings/:id?scope=following: the later meetings of a series',
      },
    );
    await db.createCollection('boards').catch((error: { codeName?: string }) => {
      if (error.codeName !== 'NamespaceExists') throw error;
    });
  },
};
