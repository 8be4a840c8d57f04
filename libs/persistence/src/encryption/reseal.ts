import type { mongo } from 'mongoose';
import type { SecretBox } from './secret-box';

/** Rows of a collection that hold sealed texts. */
export interface SealedRows {
  collection: string;
  /** Fields that hold a sealed text, or null. */
  fields: readonly string[];
  /** What the texts of a row were sealed for, by its `_id`. */
  contextOf: (id: unknown) => string;
}

export interface Resealed {
  collection: string;
  /** Rows that are sealed by the first key now. */
  resealed: number;
  /** Rows whose key is not listed, or whose text was altered: they stay as they are. */
  unreadable: number;
}

type Row = Record<string, unknown> & { _id: never };

const BATCH = 200;

/**
 * Seals again, by the box's first key, what another of its keys sealed. Safe while the service runs and may be stopped
 * and started at any time: rows that are done are not looked at again, and a row that is written meanwhile keeps what
 * was written (it is sealed by the first key already).
 */
export async function reseal(db: mongo.Db, box: SecretBox, rows: SealedRows): Promise<Resealed> {
  const { collection: name, fields, contextOf } = rows;
  const collection = db.collection<Row>(name);
  const result: Resealed = { collection: name, resealed: 0, unreadable: 0 };
  const projection = Object.fromEntries(fields.map((field) => [field, 1]));
  // In the order of `_id`: rows that are added meanwhile need nothing, and none is met twice.
  const cursor = collection.find({}, { projection, sort: { _id: 1 }, batchSize: BATCH });
  for await (const row of cursor) {
    const old = fields.filter((field) => typeof row[field] === 'string' && !box.isCurrent(row[field]));
    if (old.length === 0) continue;
    const before = Object.fromEntries(old.map((field) => [field, row[field] as string]));
    const after = sealedAgain(box, before, contextOf(row._id));
    if (!after) result.unreadable += 1;
    else {
      const { modifiedCount } = await collection.updateOne({ _id: row._id, ...before }, { $set: after });
      result.resealed += modifiedCount;
    }
  }
  return result;
}

function sealedAgain(
  box: SecretBox,
  texts: Record<string, string>,
  context: string,
): Record<string, string> | undefined {
  try {
    return Object.fromEntries(
      Object.entries(texts).map(([field, text]) => [field, box.seal(box.open(text, context), context)]),
    );
  } catch {
    return undefined;
  }
}

/** What to tell the operator, and whether no row was left behind. */
export function resealReport(results: readonly Resealed[]): { ok: boolean; text: string } {
  const lines = results.map(({ collection, resealed, unreadable }) => {
    const left = unreadable > 0 ? `; ${unreadable} could not be read and stay as they are` : '';
    return `${collection}: ${resealed} re-encrypted${left}`;
  });
  const ok = results.every(({ unreadable }) => unreadable === 0);
  lines.push(ok ? 'Everything is sealed by the first key.' : 'An old key is missing, or texts were altered.');
  return { ok, text: lines.join('\n') };
}
