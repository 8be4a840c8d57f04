import type { Migration } from '@dongbaejul/persistence';

interface Blocked {
  _id: string;
  status: string;
}

/**
 * Members who were blocked before they were taken out of what they cannot come to: they stand in games and waiting lists
 * still. The sweep of late leavings takes them out, as it does with who is blocked today.
 */
export const blockedMembers: Migration = {
  id: 'core-0038-blocked-members',
  up: async (db) => {
    const blocked = db.collection<Blocked>('members').find({ status: 'blocked' }, { projection: { _id: 1 } });
    for await (const { _id } of blocked) {
      const row = { into: null, is_blocked: true, meetings_after: null, again_at: null, due_at: new Date() };
      await db.collection<{ _id: string }>('late_leavings').updateOne({ _id }, { $setOnInsert: row }, { upsert: true });
    }
  },
};
