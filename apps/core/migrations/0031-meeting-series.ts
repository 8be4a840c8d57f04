import { ensureIndex, Migration } from '@dongbaejul/persistence';
import type { mongo } from 'mongoose';

const MEETINGS = 'meetings';

interface Row {
  _id: mongo.BSON.ObjectId;
  series_id: mongo.BSON.ObjectId;
  meeting_date: Date;
  recurrence: { count?: number; until?: Date } | null;
}

/** Series without an end go on; changes of meetings are counted, as they are told. */
export const meetingSeries: Migration = {
  id: 'core-0031-meeting-series',
  up: async (db) => {
    const rows = db.collection<Row>(MEETINGS);
    await rows.updateMany({ event_version: { $exists: false } } as object, { $set: { event_version: 1 } } as object);
    const old = { series_id: { $ne: null }, series_index: { $exists: false } } as object;
    const series = await rows.distinct('series_id', old);
    for (const series_id of series) await number(rows, series_id);
    await ensureIndex(
      db,
      MEETINGS,
      { series_id: 1, series_index: 1 },
      {
        unique: true,
        partialFilterExpression: { series_index: { $exists: true } },
        serves: 'a series that goes on has each of its meetings once',
      },
    );
    await ensureIndex(
      db,
      MEETINGS,
      { series_tail: 1, meeting_date: 1 },
      {
        partialFilterExpression: { series_tail: true },
        serves: 'series without an end whose last meeting comes near',
      },
    );
  },
};

async function number(rows: mongo.Collection<Row>, series_id: mongo.BSON.ObjectId): Promise<void> {
  const all = await rows.find({ series_id }).sort({ meeting_date: 1, _id: 1 }).toArray();
  for (const [series_index, { _id, recurrence }] of all.entries()) {
    const isEndless = recurrence?.count === undefined && recurrence?.until === undefined;
    const isTail = isEndless && series_index === all.length - 1;
    const fields = { series_index, series_first: all[0]?.meeting_date, ...(isTail && { series_tail: true }) };
    await rows.updateOne({ _id }, { $set: fields } as object);
  }
}
