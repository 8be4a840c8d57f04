import type { mongo } from 'mongoose';

export interface IndexOptions extends mongo.CreateIndexesOptions {
  /** The query that needs it, in words or as `GET /posts?sort=…`. It also reaches the server's log. */
  serves: string;
}

/**
 * Creates an index (and its collection) unless it is there. For use in migrations.
 * @returns the index's name
 * @throws for a partial index by `$type`: the server would not use it for a query by a value, as it does not see that
 *   the value is of the type; `{ $gt: '' }` says the same of texts and is seen
 * @throws when an index with the same name has other keys or options: a new migration has to drop it first
 */
export async function ensureIndex(
  db: mongo.Db,
  collection: string,
  keys: Record<string, 1 | -1 | 'text' | '2dsphere' | 'hashed'>,
  options: IndexOptions,
): Promise<string> {
  const { serves, ...rest } = options;
  if (!serves) throw new Error(`The index on ${collection} ${JSON.stringify(keys)} does not say what it serves`);
  if (JSON.stringify(rest.partialFilterExpression ?? {}).includes('"$type"'))
    throw new Error(`The partial index on ${collection} ${JSON.stringify(keys)} goes by $type: no query would use it`);
  return db.collection(collection).createIndex(keys, { ...rest, comment: serves });
}
