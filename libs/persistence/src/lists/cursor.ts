import { createHash } from 'node:crypto';
import { invalidField } from '@dongbaejul/service-kit';
import { mongo, Types } from 'mongoose';

/** Order of a list: fields to direction. The last one must make it total (`_id`), and none may be null in a row. */
export type SortOrder = Readonly<Record<string, 1 | -1>>;
export type CursorValue = string | number | boolean | Date | Types.ObjectId;

const { EJSON } = mongo.BSON;

/** A cursor of one order is junk in another. */
const fingerprint = (scope: string, sort: SortOrder): string =>
  createHash('sha256')
    .update(JSON.stringify([scope, Object.entries(sort)]))
    .digest('base64url')
    .slice(0, 8);

const isCursorValue = (value: unknown): value is CursorValue =>
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (value instanceof Date && !Number.isNaN(value.getTime())) ||
  value instanceof Types.ObjectId;

const read = (row: object, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], row);

/**
 * The opaque position after a row.
 * @param scope names the list, so that another list refuses the cursor
 */
export function encodeCursor(scope: string, sort: SortOrder, row: object): string {
  const values = Object.keys(sort).map((path) => {
    const value = read(row, path);
    if (!isCursorValue(value)) throw new Error(`A list cannot be continued by ${path}: it is not a plain value`);
    return value;
  });
  const text = EJSON.stringify([fingerprint(scope, sort), ...values], { relaxed: true });
  return Buffer.from(text).toString('base64url');
}

/**
 * The values that a cursor stands for, one per field of the order.
 * @throws INVALID_INPUT with details.after for anything that this list did not give out
 */
export function decodeCursor(scope: string, sort: SortOrder, cursor: string): CursorValue[] {
  try {
    const parts = EJSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
    if (Array.isArray(parts)) {
      const [print, ...values] = parts as unknown[];
      const fits = print === fingerprint(scope, sort) && values.length === Object.keys(sort).length;
      if (fits && values.every(isCursorValue)) return values;
    }
  } catch {
    // Not ours: the same answer as for any other junk.
  }
  throw invalidField('after', '올바르지 않은 커서입니다.', 'is not a cursor of this list');
}
