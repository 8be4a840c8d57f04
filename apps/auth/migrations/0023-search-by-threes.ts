import { ensureIndex, Migration } from '@dongbaejul/persistence';
import { Named, renewSearch } from '../src/accounts/renew-search';

const ACCOUNTS = 'accounts';

/**
 * Pairs of letters left too many to look at in a large club: names are found by three letters at once, and counted by
 * an index that knows the status as well.
 */
export const searchByThrees: Migration = {
  id: '0023-search-by-threes',
  up: async (db, _client, lease) => {
    // Again until there was nothing to do. What replicas of before write afterwards the search renewal job finds.
    while ((await renewSearch(db.collection<Named>(ACCOUNTS), lease.signal)) > 0);
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
