import type { Migration } from '@dongbaejul/persistence';

interface Left {
  _id: string;
  status: string;
  merged_into?: string;
}

/**
 * Games of hosts who left before their games were given on: they are ongoing for ever, with a court and players that are
 * never free. Their hosts are let go of once more by the sweep of late leavings, which does it as it does today.
 */
export const hostsWhoLeft: Migration = {
  id: 'core-0034-hosts-who-left',
  up: async (db) => {
    const status = { $in: ['ongoing', 'scheduled'] };
    const hosts = (await db.collection('games').distinct('host_id', { status })) as string[];
    const left = await db
      .collection<Left>('members')
      .find({ _id: { $in: hosts }, status: 'closed' })
      .toArray();
    for (const { _id, merged_into = null } of left) {
      await db
        .collection<{ _id: string }>('late_leavings')
        .updateOne({ _id }, { $setOnInsert: { into: merged_into, due_at: new Date() } }, { upsert: true });
    }
  },
};
