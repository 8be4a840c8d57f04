import { ensureIndex, Migration } from '@dongbaejul/persistence';

const EXPORT = 'core.member-data.export';

/** By what everything that is kept of one member is found, whichever feature keeps it. */
export const dataOfMembers: Migration = {
  id: 'core-0030-data-of-members',
  up: async (db) => {
    await ensureIndex(db, 'games', { member_ids: 1, _id: 1 }, { serves: `${EXPORT} of games` });
    await ensureIndex(
      db,
      'games',
      { 'withdrawals.member_id': 1, _id: 1 },
      { serves: `${EXPORT} of games that a member left; merging` },
    );
    await ensureIndex(db, 'game_results', { member_id: 1, _id: 1 }, { serves: `${EXPORT} of results` });
    await ensureIndex(db, 'ratings', { member_id: 1, _id: 1 }, { serves: `${EXPORT} of ratings` });
    await ensureIndex(db, 'meetings', { host_id: 1, _id: 1 }, { serves: `${EXPORT} of meetings; closing, merging` });
    await ensureIndex(
      db,
      'meetings',
      { 'answers.member_id': 1, _id: 1 },
      { serves: `${EXPORT} of answers to meetings; closing, merging` },
    );
    await ensureIndex(db, 'uploads', { owner_id: 1, _id: 1 }, { serves: `${EXPORT} of uploads; closing, merging` });
    await ensureIndex(db, 'notification_devices', { member_id: 1, _id: 1 }, { serves: `${EXPORT} of devices` });
  },
};
