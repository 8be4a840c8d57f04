import type { Migration } from '@dongbaejul/persistence';

/** One that failed is taken up while it has a time for that: those from before have nothing to be looked for. */
export const publicationsInDoubt: Migration = {
  id: '0015-publications-in-doubt',
  up: async (db) => {
    await db.collection('publications').updateMany({ state: 'failed' }, { $unset: { next_at: '' } });
  },
};
