import { MongoClient } from 'mongodb';
import { askedFor, Profiled } from './profiled';

/** Collections that have a few rows, whatever the club's size, and are read whole. */
const SMALL = new Set(['migrations', 'rating_chains']);

/** A database of each service that has one. */
export type Databases = ReadonlyMap<string, string>;

/**
 * Has the server note every query of a service that reads a whole collection, from here on.
 * @param databases of each service, by the service's name
 */
export async function watchScans(client: MongoClient, databases: Databases): Promise<void> {
  const filter = { planSummary: { $regex: 'COLLSCAN' }, appName: { $in: [...databases.keys()] } };
  for (const name of databases.values()) await client.db(name).command({ profile: 1, filter });
}

/** @returns those that were noted, in words; queries of one form once */
export async function scansOf(client: MongoClient, databases: Databases): Promise<string[]> {
  const seen = new Set<string>();
  for (const name of databases.values()) {
    const db = client.db(name);
    await db.command({ profile: 0 });
    const rows = await db.collection<Profiled>('system.profile').find().toArray();
    for (const row of rows) {
      const collection = row.ns.slice(name.length + 1);
      if (SMALL.has(collection)) continue;
      const form = JSON.stringify(askedFor(row), (_key, value: unknown) =>
        typeof value === 'string' && value.length > 20 ? '…' : value,
      );
      seen.add(`${row.op} ${collection} ${form.slice(0, 300)}`);
    }
  }
  return [...seen];
}
