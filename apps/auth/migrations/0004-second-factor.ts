import { ensureIndex, Migration } from '@dongbaejul/persistence';

export const secondFactor: Migration = {
  id: '0004-second-factor',
  up: async (db) => {
    await ensureIndex(
      db,
      'second_factor_challenges',
      { expiresAt: 1 },
      { expireAfterSeconds: 0, serves: 'a sign-in waits 5 minutes for its second factor' },
    );
  },
};
