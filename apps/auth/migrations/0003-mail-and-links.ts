import { ensureIndex, Migration } from '@dongbaejul/persistence';

export const mailAndLinks: Migration = {
  id: '0003-mail-and-links',
  up: async (db) => {
    await ensureIndex(db, 'mails', { notBefore: 1 }, { serves: 'the next mail that is due' });
    await ensureIndex(
      db,
      'one_time_tokens',
      { expiresAt: 1 },
      { expireAfterSeconds: 0, serves: 'links in mails work for 30 minutes or a day' },
    );
    await ensureIndex(
      db,
      'one_time_tokens',
      { accountId: 1, purpose: 1 },
      { serves: 'forgetting the links of an account when one was used' },
    );
  },
};
