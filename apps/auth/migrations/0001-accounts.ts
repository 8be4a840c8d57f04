import { ensureIndex, Migration } from '@dongbaejul/persistence';

const ACCOUNTS = 'accounts';

/** Named, because sign-up tells a taken e-mail from a taken username by them. */
export const ACCOUNT_INDEXES = {
  username: 'username_unique',
  email: 'email_unique',
  band: 'band_user_key_unique',
} as const;

/** Not by $type: databases from before are mended by 0021. */
const textOnly = (field: string): object => ({ [field]: { $gt: '' } });

export const accounts: Migration = {
  id: '0001-accounts',
  up: async (db) => {
    await ensureIndex(
      db,
      ACCOUNTS,
      { usernameKey: 1 },
      {
        unique: true,
        name: ACCOUNT_INDEXES.username,
        serves: 'one username one account; POST /auth/login by username',
      },
    );
    await ensureIndex(
      db,
      ACCOUNTS,
      { emailKey: 1 },
      {
        unique: true,
        name: ACCOUNT_INDEXES.email,
        partialFilterExpression: textOnly('emailKey'),
        serves: 'one e-mail one account; POST /auth/login by e-mail',
      },
    );
    await ensureIndex(
      db,
      ACCOUNTS,
      { bandUserKey: 1 },
      {
        unique: true,
        name: ACCOUNT_INDEXES.band,
        partialFilterExpression: textOnly('bandUserKey'),
        serves: 'one person at BAND one account; BAND login, auth.band-members.upsert',
      },
    );
    await ensureIndex(db, ACCOUNTS, { status: 1, displayNameKey: 1, _id: 1 }, { serves: 'GET /users/members' });
    await ensureIndex(
      db,
      ACCOUNTS,
      { searchGrams: 1, displayNameKey: 1, _id: 1 },
      { serves: 'GET /users/members?search=' },
    );
  },
};
