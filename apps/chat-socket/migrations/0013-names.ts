import { ensureIndex, Migration } from '@dongbaejul/persistence';

const MEMBERS = 'members';
const serves = 'whom a message names by @';

export const names: Migration = {
  id: 'chat-socket-0013-names',
  up: async (db) => {
    await ensureIndex(db, MEMBERS, { username: 1 }, { serves });
    await ensureIndex(db, MEMBERS, { display_name: 1 }, { serves });
  },
};
