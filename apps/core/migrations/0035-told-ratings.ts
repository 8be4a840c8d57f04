import type { Migration } from '@dongbaejul/persistence';

/**
 * Ratings of the time before they were told to auth: all are worked out once more, in the background, and told by it.
 * Every chain counts its revisions from then on.
 */
export const toldRatings: Migration = {
  id: 'core-0035-told-ratings',
  up: async (db) => {
    const chains = db.collection('rating_chains');
    await chains.updateMany({ revision: { $exists: false } }, { $set: { revision: 0 } });
    await chains.updateMany({ seq: { $gt: 0 } }, { $set: { dirty_from: 1 } });
  },
};
