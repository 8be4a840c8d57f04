import { ensureIndex, Migration } from '@dongbaejul/persistence';

const MUTES = 'mutes';

export const mutes: Migration = {
  id: 'core-0003-mutes',
  up: async (db) => {
    await ensureIndex(
      db,
      MUTES,
      { muter_id: 1, muted_id: 1 },
      { unique: true, serves: 'POST, DELETE /users/:id/mute; whom a member mutes, over every list' },
    );
    await ensureIndex(
      db,
      MUTES,
      { muted_id: 1, muter_id: 1 },
      { serves: 'notifications: who does not want to hear from the actor' },
    );
  },
};
