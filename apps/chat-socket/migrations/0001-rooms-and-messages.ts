import { ensureIndex, Migration } from '@dongbaejul/persistence';

const ROOMS = 'rooms';
const MEMBERSHIPS = 'memberships';
const MESSAGES = 'messages';

export const roomsAndMessages: Migration = {
  id: 'chat-socket-0001-rooms-and-messages',
  up: async (db) => {
    await ensureIndex(
      db,
      ROOMS,
      { key: 1 },
      {
        unique: true,
        partialFilterExpression: { key: { $exists: true } },
        serves: 'POST /chat/rooms: one global room, one room of a pair',
      },
    );
    await ensureIndex(
      db,
      MEMBERSHIPS,
      { room_id: 1, member_id: 1 },
      { unique: true, serves: 'whether somebody is in a room, at every request and event' },
    );
    await ensureIndex(db, MEMBERSHIPS, { member_id: 1, room_id: 1 }, { serves: 'GET /chat/rooms: my rooms' });
    await ensureIndex(
      db,
      MEMBERSHIPS,
      { room_id: 1, joined_at: 1, _id: 1 },
      { serves: 'GET /chat/rooms/:id/members, and who owns a group next' },
    );
    await ensureIndex(
      db,
      MESSAGES,
      { room_id: 1, seq: -1 },
      { unique: true, serves: 'history and sync; no two messages of a room have one number' },
    );
    await ensureIndex(
      db,
      MESSAGES,
      { room_id: 1, sender_id: 1, temp_id: 1 },
      { unique: true, serves: 'message:send twice with one tempId stores one message' },
    );
    await ensureIndex(
      db,
      MESSAGES,
      { room_id: 1, seq: 1, sender_id: 1, is_deleted: 1 },
      { serves: 'unread_count, from the index alone' },
    );
    await ensureIndex(db, MESSAGES, { room_id: 1, grams: 1, _id: -1 }, { serves: 'GET /chat/search' });
    await ensureIndex(
      db,
      MESSAGES,
      { room_id: 1, changed_at: 1 },
      {
        partialFilterExpression: { changed_at: { $exists: true } },
        serves: 'edits and deletions that a process did not hear of',
      },
    );
    await ensureIndex(
      db,
      MESSAGES,
      { notify_at: 1 },
      {
        partialFilterExpression: { notify_at: { $exists: true } },
        serves: 'messages whose offline readers have not been told yet',
      },
    );
    await ensureIndex(db, 'mutes', { muter_id: 1, muted: 1 }, { serves: 'whom the reader of messages has muted' });
    const now = new Date();
    await db.collection(ROOMS).updateOne(
      { key: 'global' },
      {
        $setOnInsert: {
          type: 'global',
          name: '동배즐 전체 채팅',
          owner_id: null,
          audience: 0,
          version: 1,
          created_at: now,
          updated_at: now,
        },
      },
      { upsert: true },
    );
  },
};
