import { ensureIndex, Migration } from '@dongbaejul/persistence';

const DEVICES = 'notification_devices';
const DELIVERIES = 'push_deliveries';
const KEPT_S = 7 * 24 * 60 * 60;

export const devices: Migration = {
  id: 'core-0004-devices',
  up: async (db) => {
    await ensureIndex(
      db,
      DEVICES,
      { kind: 1, address: 1 },
      { unique: true, serves: 'POST /notifications/devices: an address is one device' },
    );
    await ensureIndex(
      db,
      DEVICES,
      { member_id: 1, seen_at: -1, _id: -1 },
      { serves: 'GET, DELETE /notifications/devices, and where to send' },
    );
    await ensureIndex(
      db,
      DELIVERIES,
      { due_at: 1 },
      { partialFilterExpression: { open: true }, serves: 'the deliveries that are due' },
    );
    await ensureIndex(
      db,
      DELIVERIES,
      { device_id: 1, gathers_until: 1 },
      {
        unique: true,
        partialFilterExpression: { gathers_until: { $exists: true } },
        serves: 'one message per device for all that is kept back until the same moment',
      },
    );
    await ensureIndex(
      db,
      DELIVERIES,
      { finished_at: 1 },
      { expireAfterSeconds: KEPT_S, serves: 'deliveries are kept 7 days after their end' },
    );
  },
};
