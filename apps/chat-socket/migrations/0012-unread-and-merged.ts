import { ensureIndex, Migration } from '@dongbaejul/persistence';

const MESSAGES = 'messages';

/** Small ones: few messages are hidden, name somebody, are reacted to or answer another. */
export const unreadAndMerged: Migration = {
  id: 'chat-socket-0012-unread-and-merged',
  up: async (db) => {
    await ensureIndex(
      db,
      MESSAGES,
      { room_id: 1, seq: 1, 'hidden.at': 1 },
      {
        partialFilterExpression: { 'hidden.at': { $exists: true } },
        serves: 'unread_count, without what staff have hidden',
      },
    );
    await ensureIndex(
      db,
      MESSAGES,
      { mentions: 1, _id: 1 },
      {
        partialFilterExpression: { mentions: { $gt: '' } },
        serves: 'auth.member.merged: messages that name the member',
      },
    );
    await ensureIndex(
      db,
      MESSAGES,
      { 'reactions.member_ids': 1, _id: 1 },
      {
        partialFilterExpression: { 'reactions.member_ids': { $gt: '' } },
        serves: 'auth.member.merged: messages that the member reacted to',
      },
    );
    await ensureIndex(
      db,
      MESSAGES,
      { 'reply_to.sender_id': 1, _id: 1 },
      {
        partialFilterExpression: { 'reply_to.sender_id': { $gt: '' } },
        serves: "auth.member.merged: answers to the member's messages",
      },
    );
  },
};
