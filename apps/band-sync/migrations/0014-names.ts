import type { Migration } from '@dongbaejul/persistence';

/** Names of those whom an id tells are auth's: copies of them would outlive a new name and a closed account. */
export const names: Migration = {
  id: '0014-names',
  up: async (db) => {
    for (const rows of ['post_mirrors', 'comment_mirrors', 'photos']) {
      await db
        .collection(rows)
        .updateMany({ author_id: { $type: 'string' }, author_name: { $ne: '' } }, { $set: { author_name: '' } });
    }
  },
};
