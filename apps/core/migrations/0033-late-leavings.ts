import { ensureIndex, Migration } from '@dongbaejul/persistence';

export const lateLeavings: Migration = {
  id: 'core-0033-late-leavings',
  up: async (db) => {
    await ensureIndex(
      db,
      'late_leavings',
      { due_at: 1 },
      { serves: 'members who left: who is due to be let go of a second time' },
    );
  },
};
