import { ensureIndex, Migration } from '@dongbaejul/persistence';

const EXPORT = 'chat-socket.member-data.export';

export const memberData: Migration = {
  id: 'chat-socket-0010-member-data',
  up: async (db) => {
    await ensureIndex(
      db,
      'messages',
      { sender_id: 1, _id: 1 },
      { serves: `all messages of a member: ${EXPORT}, closing, merging` },
    );
    await ensureIndex(db, 'memberships', { member_id: 1, _id: 1 }, { serves: `${EXPORT} of rooms and read marks` });
  },
};
