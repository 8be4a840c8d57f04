import { ensureIndex, Migration } from '@dongbaejul/persistence';

export const memberData: Migration = {
  id: '0020-member-data',
  up: async (db) => {
    const of = 'core.member-data.export';
    await ensureIndex(
      db,
      'posts',
      { author_id: 1, _id: 1 },
      { serves: 'all posts of a member: core.member-data.export, closing, merging' },
    );
    await ensureIndex(
      db,
      'posts',
      { liked_by: 1, _id: 1 },
      { serves: 'all likes of a member: core.member-data.export, merging' },
    );
    await ensureIndex(
      db,
      'comments',
      { author_id: 1, _id: 1 },
      { serves: 'all comments of a member: core.member-data.export, closing, merging' },
    );
    await ensureIndex(db, 'post_reads', { member_id: 1, _id: 1 }, { serves: `${of} of what a member has read` });
    await ensureIndex(db, 'notifications', { member_id: 1, _id: 1 }, { serves: `${of} of notifications` });
    await ensureIndex(db, 'mutes', { muter_id: 1, _id: 1 }, { serves: `${of} of mutes` });
  },
};
