import { ensureIndex, Migration } from '@dongbaejul/persistence';

export const rosterMembers: Migration = {
  id: '0020-roster-members',
  up: async (db) => {
    await ensureIndex(
      db,
      'accounts',
      { displayNameKey: 1 },
      {
        name: 'unclaimed_by_name',
        partialFilterExpression: { 'roster.unclaimed': true },
        serves: 'members of the roster whom BAND shows for the first time',
      },
    );
  },
};
