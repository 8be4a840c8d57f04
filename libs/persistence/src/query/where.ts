import { CommonErrors } from '@dongbaejul/contracts';
import mongoose from 'mongoose';

/** Mongoose marks what it may trust with a symbol that it does not export. */
const TRUSTED = Object.getOwnPropertySymbols(mongoose.trusted({}))[0] as symbol;

const trusted = <T extends object>(operator: T): T => mongoose.trusted(operator) as T;

const isTrusted = (value: object): boolean => TRUSTED in value;

/** The second fence behind DTOs: an object that came from outside never becomes part of a query. */
function scalar<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof RegExp) return value;
  if ('_bsontype' in value || value instanceof Uint8Array) return value;
  throw CommonErrors.INVALID_INPUT();
}

function scalars<T>(values: readonly T[]): T[] {
  if (!Array.isArray(values)) throw CommonErrors.INVALID_INPUT();
  return values.map(scalar);
}

/** Nested conditions: scalars, or what a helper of this file made. */
function conditions<F extends object>(filter: F): F {
  for (const value of Object.values(filter)) {
    if (typeof value === 'object' && value !== null && !isTrusted(value) && !Array.isArray(value)) scalar(value);
  }
  return filter;
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * The only way to put operators into a Mongoose filter: `sanitizeFilter` refuses or silently neutralises the others.
 * Values must be scalars (string, number, boolean, null, Date, ObjectId, …); anything else throws INVALID_INPUT.
 *
 * `Post.find({ author_id: where.in(ids), created_at: where.lt(before) })`
 */
export const where = {
  eq: <T>(value: T): { $eq: T } => trusted({ $eq: scalar(value) }),
  ne: <T>(value: T): { $ne: T } => trusted({ $ne: scalar(value) }),
  gt: <T>(value: T): { $gt: T } => trusted({ $gt: scalar(value) }),
  gte: <T>(value: T): { $gte: T } => trusted({ $gte: scalar(value) }),
  lt: <T>(value: T): { $lt: T } => trusted({ $lt: scalar(value) }),
  lte: <T>(value: T): { $lte: T } => trusted({ $lte: scalar(value) }),
  /** From (inclusive) to (exclusive). */
  between: <T>(from: T, to: T): { $gte: T; $lt: T } => trusted({ $gte: scalar(from), $lt: scalar(to) }),
  in: <T>(values: readonly T[]): { $in: T[] } => trusted({ $in: scalars(values) }),
  nin: <T>(values: readonly T[]): { $nin: T[] } => trusted({ $nin: scalars(values) }),
  /** The array field holds every value. */
  all: <T>(values: readonly T[]): { $all: T[] } => trusted({ $all: scalars(values) }),
  exists: (exists = true): { $exists: boolean } => trusted({ $exists: exists === true }),
  size: (length: number): { $size: number } => trusted({ $size: scalar(length) }),
  /** One element of the array field meets all conditions. */
  elemMatch: <F extends object>(filter: F): { $elemMatch: F } => trusted({ $elemMatch: conditions(filter) }),
  not: <O extends object>(operator: O): { $not: O } => {
    if (!isTrusted(operator)) throw CommonErrors.INVALID_INPUT();
    return trusted({ $not: operator });
  },
  /** The text begins with `prefix`, case-sensitive, so that an index is used. */
  startsWith: (prefix: string): RegExp => new RegExp(`^${escapeRegExp(String(prefix))}`),
  /** Spread into a filter: `{ room_id, ...where.or({ a: 1 }, { b: where.gt(2) }) }`. */
  or: <F extends object>(...filters: F[]): { $or: F[] } => ({ $or: filters.map(conditions) }),
  and: <F extends object>(...filters: F[]): { $and: F[] } => ({ $and: filters.map(conditions) }),
  nor: <F extends object>(...filters: F[]): { $nor: F[] } => ({ $nor: filters.map(conditions) }),
};
