import { ensureIndex, Migration } from '@dongbaejul/persistence';

export const roster: Migration = {
  id: '0011-roster',
  up: async (db) => {
    await ensureIndex(
      db,
      'roster_entries',
      { member_id: 1 },
      {
        name: 'one_entry_per_member',
        unique: true,
        // Not by $type: the server would not see that a query by id asks for texts alone.
        partialFilterExpression: { member_id: { $gt: '' } },
        serves: 'nobody is in the roster twice; auth.member.merged',
      },
    );
    await ensureIndex(db, 'roster_entries', { state: 1, _id: 1 }, { serves: 'GET /admin/roster/matches?state=' });
    // Every import and decision writes to this one row; a transaction may not have to make it.
    const turns = db.collection<{ _id: string; turn: number }>('roster_turns');
    await turns.updateOne({ _id: 'roster' }, { $setOnInsert: { turn: 0 } }, { upsert: true });
  },
};
