import type { Migration } from '@dongbaejul/persistence';

interface Left {
  _id: string;
  status: string;
  merged_into?: string;
}

/** By then no process of the release before, whose sweep would leave the drafts, takes the row. */
const AFTER_THE_UPGRADE_MS = 3_600_000;

/**
 * Drafts of members who left before theirs were deleted: nobody can read them, and they would stay for ever. Their authors
 * are let go of once more by the sweep of late leavings, which does it as it does today.
 */
export const draftsOfWhoLeft: Migration = {
  id: 'core-0040-drafts-of-who-left',
  up: async (db) => {
    const authors = (await db.collection('posts').distinct('author_id', { state: 'draft' })) as string[];
    const left = db
      .collection<Left>('members')
      .find({ _id: { $in: authors }, status: 'closed' }, { projection: { merged_into: 1 } });
    for await (const { _id, merged_into: into = null } of left) {
      const row = {
        into,
        is_blocked: false,
        meetings_after: null,
        again_at: null,
        due_at: new Date(Date.now() + AFTER_THE_UPGRADE_MS),
      };
      await db.collection<{ _id: string }>('late_leavings').updateOne({ _id }, { $setOnInsert: row }, { upsert: true });
    }
  },
};
