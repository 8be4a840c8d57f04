import { ensureIndex, Migration } from '@dongbaejul/persistence';

const NOTIFICATIONS = 'notifications';
const KEPT_S = 90 * 24 * 60 * 60;

export const notifications: Migration = {
  id: 'core-0002-notifications',
  up: async (db) => {
    await ensureIndex(db, NOTIFICATIONS, { member_id: 1, _id: -1 }, { serves: 'GET /notifications' });
    await ensureIndex(
      db,
      NOTIFICATIONS,
      { member_id: 1, unread: 1, _id: -1 },
      {
        partialFilterExpression: { unread: true },
        serves: 'GET /notifications?unread=true, unread_count, POST /notifications/read',
      },
    );
    await ensureIndex(
      db,
      NOTIFICATIONS,
      { dedupe_key: 1, member_id: 1 },
      { unique: true, serves: 'a member is told once per dedupe_key' },
    );
    await ensureIndex(
      db,
      NOTIFICATIONS,
      { created_at: 1 },
      { expireAfterSeconds: KEPT_S, serves: 'notifications are kept 90 days' },
    );
  },
};
