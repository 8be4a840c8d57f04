import { ensureIndex, type Migration } from '@dongbaejul/persistence';
import type { mongo } from 'mongoose';

const HAS_KEY = { band_post_key: { $gt: '' } };

/** A post at BAND is one publication's. Where two of the same words had it, the first keeps it; the others are looked for anew. */
export const onePublicationOfAPost: Migration = {
  id: '0017-one-publication-of-a-post',
  up: async (db, _client, lease) => {
    const rows = db.collection('publications');
    for await (const others of withTheSamePost(rows)) {
      lease.signal.throwIfAborted();
      await rows.updateMany({ _id: { $in: others } }, [
        {
          $set: {
            state: { $cond: [{ $gt: ['$live', ''] }, 'posting', 'left'] },
            band_post_key: null,
            published_at: null,
            next_at: '$$NOW',
            waits: 0,
          },
        },
      ]);
    }
    await rows.updateMany({ ...HAS_KEY, post_keys: { $exists: false } }, [{ $set: { post_keys: ['$band_post_key'] } }]);
    await ensureIndex(
      db,
      'publications',
      { post_keys: 1 },
      {
        name: 'one_publication_of_a_post',
        unique: true,
        partialFilterExpression: { post_keys: { $gt: '' } },
        serves: 'no post at BAND is two publications; posts of a sync that came from here',
      },
    );
    await ensureIndex(
      db,
      'publications',
      { in_doubt: 1, state: 1 },
      { partialFilterExpression: { in_doubt: true }, serves: 'publications of which BAND may have one more post' },
    );
  },
};

/** All but the first published of each post. */
async function* withTheSamePost(rows: mongo.Collection): AsyncGenerator<mongo.ObjectId[]> {
  const groups = rows.aggregate<{ all: mongo.ObjectId[] }>([
    { $match: HAS_KEY },
    { $sort: { published_at: 1, _id: 1 } },
    { $group: { _id: '$band_post_key', all: { $push: '$_id' } } },
    { $match: { 'all.1': { $exists: true } } },
  ]);
  for await (const { all } of groups) yield all.slice(1);
}
