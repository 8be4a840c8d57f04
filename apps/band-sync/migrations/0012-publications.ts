import { ensureIndex, Migration } from '@dongbaejul/persistence';

export const publications: Migration = {
  id: '0012-publications',
  up: async (db) => {
    const rows = 'publications';
    await ensureIndex(
      db,
      rows,
      { live: 1 },
      { name: 'one_live_publication', unique: true, sparse: true, serves: 'nothing is published at BAND twice' },
    );
    await ensureIndex(db, rows, { state: 1, next_at: 1 }, { serves: 'publications that are due, or may be at BAND' });
    await ensureIndex(db, rows, { band_post_key: 1 }, { serves: 'posts of a sync that came from here' });
    await ensureIndex(db, rows, { created_at: -1, _id: -1 }, { serves: 'GET /admin/band/publications' });
  },
};
