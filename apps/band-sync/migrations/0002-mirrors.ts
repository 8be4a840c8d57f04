import { ensureIndex, Migration } from '@dongbaejul/persistence';
import { ignoreExisting } from './0001-sync-runs';

export const mirrors: Migration = {
  id: '0002-mirrors',
  up: async (db) => {
    await ensureIndex(db, 'post_mirrors', { is_deleted: 1, _id: 1 }, { serves: 'posts that may be gone at BAND' });
    await ensureIndex(db, 'comment_mirrors', { post_key: 1 }, { serves: 'the known comments of a page of posts' });
    await db.createCollection('known_members').catch(ignoreExisting);
  },
};
