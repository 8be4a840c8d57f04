import { ensureIndex, Migration, MigrationLease } from '@dongbaejul/persistence';
import { searchableText } from '@dongbaejul/search';
import type { mongo } from 'mongoose';

const BATCH = 500;
const BEFORE = 'room_id_1_grams_1__id_-1';

/** Messages are found as posts and comments are, by one letter and by emoji too; what they were found by before goes. */
export const search: Migration = {
  id: 'chat-socket-0011-search',
  up: async (db, _client, lease) => {
    const rows = db.collection('messages');
    await ensureIndex(db, 'messages', { room_id: 1, 'search.grams': 1, _id: -1 }, { serves: 'GET /chat/search' });
    await fill(rows, lease);
    if (await rows.indexExists(BEFORE)) await rows.dropIndex(BEFORE);
  },
};

/** A message that changes meanwhile is left to whoever changes it: each write's filter holds the version that was read. */
async function fill(rows: mongo.Collection, lease: MigrationLease): Promise<void> {
  let after: unknown;
  for (;;) {
    lease.signal.throwIfAborted();
    const batch = await rows
      .find({ ...(after !== undefined && { _id: { $gt: after } }) } as object, {
        projection: { content: 1, version: 1, is_deleted: 1, hidden: 1, search: 1 },
      })
      .sort({ _id: 1 })
      .limit(BATCH)
      .toArray();
    const missing = batch.filter((row) => !('search' in row));
    if (missing.length > 0) {
      await rows.bulkWrite(
        missing.map((row) => ({
          updateOne: {
            filter: { _id: row._id, version: row.version as number },
            update: {
              $set: { search: row.is_deleted || row.hidden ? null : searchableText(String(row.content ?? '')) },
              $unset: { grams: '' },
            },
          },
        })),
      );
    }
    after = batch.at(-1)?._id;
    if (batch.length < BATCH) return;
  }
}
