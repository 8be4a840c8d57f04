import { ensureIndex, Migration, MigrationLease } from '@dongbaejul/persistence';
import type { mongo } from 'mongoose';
import { searchFieldsOf } from '../src/accounts/search-text';

const ACCOUNTS = 'accounts';
const BATCH = 500;

/**
 * Pairs of letters left too many to look at in a large club: names are found by three letters at once, and counted by
 * an index that knows the status as well.
 */
export const searchByThrees: Migration = {
  id: '0023-search-by-threes',
  up: async (db, _client, lease) => {
    // Again until there was nothing to do: replicas of before go on writing what they know.
    while ((await renewAll(db, lease)) > 0);
    await ensureIndex(
      db,
      ACCOUNTS,
      { searchGrams: 1, status: 1, displayNameKey: 1, _id: 1 },
      { serves: 'GET /users/members?search=, GET /admin/users?search=' },
    );
    const indexes = await db.collection(ACCOUNTS).indexes();
    const old = indexes.find(({ key }) => Object.keys(key).join() === 'searchGrams,displayNameKey,_id');
    if (old?.name) await db.collection(ACCOUNTS).dropIndex(old.name);
  },
};

interface Named {
  _id: mongo.ObjectId;
  displayName: string;
  username: string;
  searchGrams?: string[];
}

/** @returns how many it wrote. One that is renamed meanwhile is left to who renames it: the filter holds the names read. */
async function renewAll(db: mongo.Db, lease: MigrationLease): Promise<number> {
  const rows = db.collection<Named>(ACCOUNTS);
  const projection = { displayName: 1, username: 1, searchGrams: 1 };
  let written = 0;
  let after: mongo.ObjectId | undefined;
  for (;;) {
    lease.signal.throwIfAborted();
    const filter = after ? { _id: { $gt: after } } : {};
    const batch = await rows.find(filter, { projection }).sort({ _id: 1 }).limit(BATCH).toArray();
    const renewals = batch.filter(isOld).map(renewal);
    if (renewals.length > 0) written += (await rows.bulkWrite(renewals, { ordered: false })).modifiedCount;
    after = batch.at(-1)?._id;
    if (batch.length < BATCH) return written;
  }
}

const fieldsOf = ({ displayName, username }: Named): ReturnType<typeof searchFieldsOf> =>
  searchFieldsOf(displayName, username);

function isOld(row: Named): boolean {
  const known = new Set(row.searchGrams);
  return !fieldsOf(row).searchGrams.every((gram) => known.has(gram));
}

function renewal(row: Named): mongo.AnyBulkWriteOperation<Named> {
  const { _id, displayName, username } = row;
  return { updateOne: { filter: { _id, displayName, username }, update: { $set: fieldsOf(row) } } };
}
