import { ensureIndex, Migration, MigrationLease } from '@dongbaejul/persistence';
import type { mongo } from 'mongoose';
import { searchableText, searchableTitled } from '@dongbaejul/search';

const BATCH = 500;

export const search: Migration = {
  id: 'core-0006-search',
  up: async (db, _client, lease) => {
    await ensureIndex(
      db,
      'posts',
      { state: 1, 'search.grams': 1, listed_at: -1, _id: -1 },
      { serves: 'GET /posts?search=, by title and body' },
    );
    await ensureIndex(
      db,
      'comments',
      { 'search.grams': 1, created_at: -1, _id: -1 },
      { serves: 'GET /posts?search=, by comments' },
    );
    await fill(db, 'posts', {}, lease, (row) => searchableTitled(row.title ?? '', row.content ?? ''));
    await fill(db, 'comments', { is_deleted: false }, lease, (row) => searchableText(row.content ?? ''));
  },
};

interface Written {
  _id: mongo.ObjectId;
  title?: string;
  content?: string;
}

/**
 * What was written before there was a search is found as well. A text that changes meanwhile is left to whoever changes
 * it: the filter of each write holds the text that was read.
 */
async function fill(
  db: mongo.Db,
  collection: string,
  filter: object,
  lease: MigrationLease,
  searchOf: (row: Written) => object,
): Promise<void> {
  const rows = db.collection<Written>(collection);
  let after: mongo.ObjectId | undefined;
  for (;;) {
    lease.signal.throwIfAborted();
    const batch = await rows
      .find({ ...filter, ...(after && { _id: { $gt: after } }) }, { projection: { title: 1, content: 1, search: 1 } })
      .sort({ _id: 1 })
      .limit(BATCH)
      .toArray();
    const missing = batch.filter((row) => !('search' in row));
    if (missing.length > 0) {
      await rows.bulkWrite(
        missing.map((row) => ({
          updateOne: {
            filter: { _id: row._id, content: row.content, ...(row.title !== undefined && { title: row.title }) },
            update: { $set: { search: searchOf(row) } as Partial<Written> },
          },
        })),
      );
    }
    after = batch.at(-1)?._id;
    if (batch.length < BATCH) return;
  }
}
