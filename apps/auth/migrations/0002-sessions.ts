import { ensureIndex, Migration } from '@dongbaejul/persistence';

const untilThen = { expireAfterSeconds: 0 };

export const sessions: Migration = {
  id: '0002-sessions',
  up: async (db) => {
    await ensureIndex(
      db,
      'sessions',
      { expiresAt: 1 },
      { ...untilThen, serves: 'a session ends 30 days after its last refresh' },
    );
    await ensureIndex(
      db,
      'sessions',
      { accountId: 1, lastUsedAt: -1 },
      { serves: 'GET /auth/sessions; ending all of an account' },
    );
    await ensureIndex(db, 'refresh_tokens', { expiresAt: 1 }, { ...untilThen, serves: 'refresh tokens live 30 days' });
    await ensureIndex(
      db,
      'revocations',
      { expiresAt: 1 },
      { ...untilThen, serves: 'a revocation outlives the tokens it concerns, no longer' },
    );
    await ensureIndex(
      db,
      'band_login_states',
      { expiresAt: 1 },
      { ...untilThen, serves: 'a BAND login may take 10 minutes' },
    );
    await db
      .collection<{ _id: string; value: number }>('counters')
      .updateOne({ _id: 'revocations' }, { $setOnInsert: { value: 0 } }, { upsert: true });
  },
};
