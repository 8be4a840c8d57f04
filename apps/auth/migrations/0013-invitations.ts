import { ensureIndex, Migration } from '@dongbaejul/persistence';

const INVITATIONS = 'invitations';
const KEPT_AFTERWARDS_S = 365 * 24 * 60 * 60;

export const invitations: Migration = {
  id: '0013-invitations',
  up: async (db) => {
    await ensureIndex(
      db,
      INVITATIONS,
      { digest: 1 },
      { unique: true, serves: 'POST /auth/signup and /auth/invitation with a code' },
    );
    await ensureIndex(db, INVITATIONS, { createdAt: -1, _id: -1 }, { serves: 'GET /admin/invitations' });
    await ensureIndex(
      db,
      INVITATIONS,
      { expiresAt: 1 },
      { expireAfterSeconds: KEPT_AFTERWARDS_S, serves: 'who came by an invitation is kept a year after it expired' },
    );
  },
};
