import { where } from '@dongbaejul/persistence';
import type { mongo } from 'mongoose';
import { searchFieldsOf } from './search-text';

const BATCH = 500;

export interface Named {
  _id: mongo.ObjectId;
  displayName: string;
  username: string;
  searchGrams?: string[];
}

/**
 * Brings what accounts are found by up to date, wherever it is of an earlier form: nothing else of them changes.
 * @returns how many it wrote. One that is renamed meanwhile is left to who renames it: the filter holds the names read.
 */
export async function renewSearch(rows: mongo.Collection<Named>, signal: AbortSignal): Promise<number> {
  const projection = { displayName: 1, username: 1, searchGrams: 1 };
  let written = 0;
  let after: mongo.ObjectId | undefined;
  for (;;) {
    signal.throwIfAborted();
    const filter = after ? { _id: where.gt(after) } : {};
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
