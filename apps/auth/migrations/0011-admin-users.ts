import { ensureIndex, Migration } from '@dongbaejul/persistence';

const ACCOUNTS = 'accounts';
const LATEST = { createdAt: -1, _id: -1 } as const;

export const adminUsers: Migration = {
  id: '0011-admin-users',
  up: async (db) => {
    await ensureIndex(db, ACCOUNTS, LATEST, { serves: 'GET /admin/users, joined_from and joined_to' });
    await ensureIndex(db, ACCOUNTS, { status: 1, ...LATEST }, { serves: 'GET /admin/users?status=' });
    await ensureIndex(
      db,
      ACCOUNTS,
      { roles: 1, status: 1, ...LATEST },
      { serves: 'GET /admin/users?role=&status=; the last superadmin stays' },
    );
    await ensureIndex(db, ACCOUNTS, { roles: 1, ...LATEST }, { serves: 'GET /admin/users?role=' });
  },
};
