import { invalidField } from '@dongbaejul/service-kit';
import { type Model, type mongo, type ProjectionType, type QueryFilter, sanitizeFilter } from 'mongoose';
import { where } from '../query/where';
import { CursorValue, decodeCursor, encodeCursor, SortOrder } from './cursor';
import { limitOf, ListQuery } from './list-query.dto';
import { atLeast, Counted, countedUpToExact, EXACT_TOTAL, PaginationDto, paginationOf } from './pagination.dto';

export interface PageRequest<T> {
  query: Pick<ListQuery, 'page' | 'limit' | 'size' | 'after'>;
  /** Scalars and `where` helpers only. */
  filter: QueryFilter<T>;
  /** For example `{ created_at: -1, _id: -1 }`, with an index in that order. Ends with `_id`. */
  sort: SortOrder;
  select?: ProjectionType<T>;
  /** The index to read by, where the server may take a worse one. */
  hint?: SortOrder;
  /** Where the list knows better than counting. */
  count?: () => Promise<Counted>;
}

export interface Page<Row> {
  /** Plain objects (lean). */
  items: Row[];
  pagination: PaginationDto;
  /** Present while there is more. */
  next_cursor?: string;
}

/** Deepest row that `page` reaches; past it a list is read by cursor, which costs the same at any depth. */
export const MAX_OFFSET = 10_000;

/**
 * One page of a collection, by page number or by cursor.
 * @throws INVALID_INPUT (details.after or details.page) for a cursor that is not of this list or a page past MAX_OFFSET
 */
export async function paginate<T, Row = T>(model: Model<T>, request: PageRequest<T>): Promise<Page<Row>> {
  const { query, filter, sort, select, hint } = request;
  if (Object.keys(sort).at(-1) !== '_id') throw new Error('The order of a list ends with _id');
  const limit = limitOf(query);
  const page = query.after === undefined ? (query.page ?? 1) : 1;
  const skip = (page - 1) * limit;
  if (skip + limit > MAX_OFFSET) {
    throw invalidField('page', '너무 뒤쪽입니다. after를 사용해 주세요.', 'is too deep; use after');
  }
  const scope = model.collection.collectionName;
  const position = query.after === undefined ? undefined : continueAfter(sort, decodeCursor(scope, sort, query.after));
  const wanted = (position ? where.and(filter as object, position) : { ...filter }) as QueryFilter<T>;
  const read = (): Promise<Row[]> =>
    model
      .find(wanted, select)
      .sort(sort)
      .skip(skip)
      .limit(limit + 1)
      .setOptions(hint ? { hint } : {})
      .lean<Row[]>()
      .exec();
  const count = request.count ?? ((): Promise<Counted> => countAll(model, request));
  const [rows, counted] = await (position
    ? Promise.all([read(), count()])
    : readThenCount(read, count, { skip, limit }));
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    pagination: paginationOf(atLeast(rows.length === 0 ? 0 : skip + rows.length, counted), page, limit),
    ...(rows.length > limit && last && { next_cursor: encodeCursor(scope, sort, last as object) }),
  };
}

/** Whoever has seen the end of a list has counted it: most lists are shorter than a page. */
async function readThenCount<Row>(
  read: () => Promise<Row[]>,
  count: () => Promise<Counted>,
  { skip, limit }: { skip: number; limit: number },
): Promise<[Row[], Counted]> {
  const rows = await read();
  const isWhole = rows.length <= limit && (rows.length > 0 || skip === 0);
  return [rows, isWhole ? { total: skip + rows.length, isFloor: false } : await count()];
}

/** Without a filter no index is named, and the server would count by reading the rows themselves. */
const WHOLE: SortOrder = { _id: 1 };

async function countAll<T>(model: Model<T>, { filter, hint: named }: PageRequest<T>): Promise<Counted> {
  const hint = named ?? (Object.keys(filter).length === 0 ? WHOLE : undefined);
  const rows = await floors.countOnce(model, filter, () => countRows(model, filter, EXACT_TOTAL + 1, hint));
  return countedUpToExact(rows);
}

/**
 * The server's own counting of an index, twice as fast as countDocuments, which sums up what an aggregation reads.
 * @param filter scalars and `where` helpers only
 * @returns at most `atMost`
 */
export async function countRows<T>(
  model: Model<T>,
  filter: QueryFilter<T>,
  atMost: number,
  hint: SortOrder | undefined,
): Promise<number> {
  const query = model.find().cast(model, sanitizeFilter({ ...filter })) as object;
  const command = { count: model.collection.collectionName, query, limit: atMost, ...(hint && { hint }) };
  const { n } = (await connectedDb(model).command(command)) as { n: number };
  return n;
}

function connectedDb<T>({ db: { db, name } }: Model<T>): mongo.Db {
  if (!db) throw new Error(`${name} is not connected`);
  return db;
}

/**
 * Rows after a position: (a past va) or (a = va and b past vb) or …
 * That a is at or past va follows, but is said as well: the server derives no index range from alternatives, and one
 * that remembers the plan of a first page would read a deep one from the list's beginning.
 */
function continueAfter(sort: SortOrder, values: CursorValue[]): object {
  const fields = Object.entries(sort);
  const branches = fields.map(([path, direction], depth) => ({
    ...Object.fromEntries(fields.slice(0, depth).map(([earlier], i) => [earlier, values[i]])),
    [path]: direction === 1 ? where.gt(values[depth]) : where.lt(values[depth]),
  }));
  const [[first, direction]] = fields as [[string, 1 | -1]];
  const bound = direction === 1 ? where.gte(values[0]) : where.lte(values[0]);
  return { [first]: bound, ...where.or<object>(...branches) };
}

/**
 * Counting to 10,001 costs some milliseconds and a floor does not change while it is one, so a count that reached the
 * floor holds for a few seconds. Smaller counts are never kept.
 */
class Floors {
  private readonly until = new Map<string, number>();

  async countOnce<T>(model: Model<T>, filter: QueryFilter<T>, count: () => Promise<number>): Promise<number> {
    const key = `${model.db.name}.${model.collection.collectionName} ${JSON.stringify(filter)}`;
    if ((this.until.get(key) ?? 0) > Date.now()) return EXACT_TOTAL + 1;
    const counted = await count();
    this.until.delete(key);
    if (counted > EXACT_TOTAL) {
      if (this.until.size >= 1_000) this.until.clear();
      this.until.set(key, Date.now() + 5_000);
    }
    return counted;
  }
}

const floors = new Floors();
