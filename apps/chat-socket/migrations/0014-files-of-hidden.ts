import { OUTBOX, outboxRow } from '@dongbaejul/messaging';
import type { Migration } from '@dongbaejul/persistence';
import { createHash } from 'node:crypto';
import { mongo, Types } from 'mongoose';

const BATCH = 500;
const NAME = 'chat-socket.message-files.changed';
const ID = 'chat-socket-0014-files-of-hidden';

interface Row {
  _id: Types.ObjectId;
  attachments?: { id: string }[];
  files_id?: string;
  hidden?: object | null;
  version: number;
}

/**
 * Tells core of messages that were deleted or hidden before it was told of any, so that their files close. What was
 * deleted does not say what it had: whatever hangs on it is meant. A later restoration has a higher version.
 */
export const filesOfHidden: Migration = {
  id: ID,
  up: async (db, _client, lease) => {
    let after: Types.ObjectId | undefined;
    for (;;) {
      lease.signal.throwIfAborted();
      const rows = await db
        .collection<Row>('messages')
        .find(
          {
            ...(after && { _id: { $gt: after } }),
            $or: [
              // What is deleted since has told it itself, under its files_id.
              { is_deleted: true, files_id: { $exists: false } },
              { 'hidden.at': { $exists: true }, 'attachments.0': { $exists: true } },
            ],
          } as mongo.Filter<Row>,
          { projection: { attachments: 1, files_id: 1, hidden: 1, version: 1 } },
        )
        .sort({ _id: 1 })
        .limit(BATCH)
        .toArray();
      if (rows.length > 0) await db.collection(OUTBOX).bulkWrite(rows.map(toldOnce), { ordered: false });
      after = rows.at(-1)?._id;
      if (rows.length < BATCH) return;
    }
  },
};

/** An event's id is made of the message's, so that it is written once. */
function toldOnce({ _id, attachments = [], files_id, hidden, version }: Row): mongo.AnyBulkWriteOperation {
  const id = new Types.ObjectId(
    createHash('sha256')
      .update(`${ID}:${String(_id)}`)
      .digest('hex')
      .slice(0, 24),
  );
  const aggregateId = files_id ?? String(_id);
  const upload_ids = attachments.map((one) => one.id);
  const payload = { files_id: aggregateId, upload_ids, shown: false, ...(hidden && { by_staff: true }), version };
  const facts = { name: NAME, id, aggregateId, version, payload, occurredAt: new Date(), traceId: ID } as const;
  const { _id: rowId, ...row } = outboxRow(facts);
  return { updateOne: { filter: { _id: rowId }, update: { $setOnInsert: row }, upsert: true } };
}
