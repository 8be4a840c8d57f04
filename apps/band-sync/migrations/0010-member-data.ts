import { ensureIndex, Migration } from '@dongbaejul/persistence';

export const memberData: Migration = {
  id: '0010-member-data',
  up: async (db) => {
    await ensureIndex(
      db,
      'known_members',
      { member_id: 1 },
      { serves: 'who a member is at BAND: auth.member.merged, band-sync.member-data.export' },
    );
  },
};
