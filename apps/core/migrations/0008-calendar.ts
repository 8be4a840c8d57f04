import { ensureIndex, Migration } from '@dongbaejul/persistence';

export const calendar: Migration = {
  id: 'core-0008-calendar',
  up: async (db) => {
    await ensureIndex(
      db,
      'calendar_tokens',
      { digest: 1 },
      { unique: true, serves: 'GET /calendar.ics: whose token this is' },
    );
  },
};
