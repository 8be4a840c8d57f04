import { ensureIndex, Migration } from '@dongbaejul/persistence';

export const admins: Migration = {
  id: '0013-admins',
  up: async (db) => {
    await ensureIndex(db, 'members', { roles: 1, status: 1 }, { serves: 'who is told that BAND has to be connected' });
  },
};
