import type { mongo } from 'mongoose';

export interface IndexOptions extends mongo.CreateIndexesOptions {
  /** The query that needs it, in words or as `GET /posts?sort=…`. It also reaches the server's log. */
  serves: string;
}

/**
 * Creates an index (and its collection) unless it is there. For use in migrations.
 * @returns the index's name
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
  return db.collection(collection).createIndex(keys, { ...rest, comment: serves });
}
