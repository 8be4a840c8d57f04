import { ensureIndex, Migration } from '@dongbaejul/persistence';
import { ignoreExisting } from './0001-sync-runs';

/** A thumbnail is made anew when somebody looks again after so long. */
const THUMBNAILS_KEPT_S = 30 * 24 * 60 * 60;

export const photos: Migration = {
  id: '0004-photos',
  up: async (db) => {
    await ensureIndex(db, 'albums', { key: 1 }, { unique: true, serves: 'an album of BAND’s is one album here' });
    await ensureIndex(db, 'albums', { is_deleted: 1, key: 1 }, { serves: 'a run going from album to album' });
    await ensureIndex(
      db,
      'albums',
      { is_deleted: 1, created_at: -1, _id: -1 },
      { serves: 'GET /photos/albums, the latest first' },
    );
    await ensureIndex(db, 'photos', { key: 1 }, { unique: true, serves: 'a photo of BAND’s is one photo here' });
    await ensureIndex(
      db,
      'photos',
      { album_id: 1, is_deleted: 1, taken_at: -1, _id: -1 },
      { serves: 'GET /photos/albums/:id/photos; an album’s count and cover' },
    );
    await ensureIndex(
      db,
      'photos',
      { album_id: 1, is_deleted: 1, _id: 1 },
      { serves: 'photos of an album that may be gone at BAND' },
    );
    await ensureIndex(
      db,
      'thumbnails',
      { made_at: 1 },
      { expireAfterSeconds: THUMBNAILS_KEPT_S, serves: 'thumbnails nobody made anew for 30 days' },
    );
    await db.createCollection('members').catch(ignoreExisting);
  },
};
