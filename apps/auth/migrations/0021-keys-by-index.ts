import { ensureIndex, Migration } from '@dongbaejul/persistence';
import { ACCOUNT_INDEXES } from './0001-accounts';

const ACCOUNTS = 'accounts';

/**
 * For databases whose 0001 made them by `$type`. The server finds an account by key in a partial index only if the key's being text follows from the query; from
 * `{ $type: 'string' }` it does not follow, and each sign-in read all accounts. From `{ $gt: '' }` it does.
 */
const textOnly = (field: string): object => ({ [field]: { $gt: '' } });

export const keysByIndex: Migration = {
  id: '0021-keys-by-index',
  up: async (db) => {
    const rows = db.collection(ACCOUNTS);
    for (const [field, name, serves] of [
      ['emailKey', ACCOUNT_INDEXES.email, 'one e-mail one account; POST /auth/login by e-mail'],
      ['bandUserKey', ACCOUNT_INDEXES.band, 'one person at BAND one account; BAND login, auth.band-members.upsert'],
    ] as const) {
      const old = (await rows.indexes()).find((index) => index.name === name);
      const isOld = JSON.stringify(old?.partialFilterExpression) !== JSON.stringify(textOnly(field));
      if (old && isOld) await rows.dropIndex(name);
      await ensureIndex(
        db,
        ACCOUNTS,
        { [field]: 1 },
        { name, unique: true, partialFilterExpression: textOnly(field), serves },
      );
    }
  },
};
