import { ensureIndex, Migration } from '@dongbaejul/persistence';

const READS = 'chat_reads';
/** Longer than any event is on its way. */
const KEPT_S = 30 * 24 * 60 * 60;

export const chatReads: Migration = {
  id: 'core-0037-chat-reads',
  up: async (db) => {
    await ensureIndex(
      db,
      READS,
      { member_id: 1, room_id: 1 },
      { unique: true, serves: 'whether a member has read what a late request tells them of' },
    );
    await ensureIndex(
      db,
      READS,
      { touched_at: 1 },
      { expireAfterSeconds: KEPT_S, serves: 'marks are kept 30 days after their last event' },
    );
  },
};
