import { ensureIndex, Migration } from '@dongbaejul/persistence';
import { usernameKey } from '../src/common/mentions';

const MEMBERS = 'members';
const BATCH = 500;

export const mentions: Migration = {
  id: 'core-0005-mentions',
  up: async (db) => {
    await ensureIndex(db, MEMBERS, { username_key: 1 }, { serves: 'whom @username means' });
    const members = db.collection<{ _id: string; username?: string; username_key?: string }>(MEMBERS);
    let writes: { updateOne: { filter: { _id: string }; update: { $set: { username_key: string } } } }[] = [];
    for await (const { _id, username } of members.find({ username_key: { $exists: false } }).project<{
      _id: string;
      username?: string;
    }>({ username: 1 })) {
      writes.push({ updateOne: { filter: { _id }, update: { $set: { username_key: usernameKey(username ?? '') } } } });
      if (writes.length < BATCH) continue;
      await members.bulkWrite(writes);
      writes = [];
    }
    if (writes.length > 0) await members.bulkWrite(writes);
  },
};
