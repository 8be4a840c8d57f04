import { ensureIndex, Migration } from '@dongbaejul/persistence';

export const uploads: Migration = {
  id: 'core-0010-uploads',
  up: async (db) => {
    await ensureIndex(db, 'uploads', { expires_at: 1 }, { serves: 'the sweep of uploads that nothing holds' });
  },
};
