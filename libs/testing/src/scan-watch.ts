import { Document, MongoClient } from 'mongodb';

/** Collections that have a few rows, whatever the club's size, and are read whole. */
const SMALL = new Set(['migrations', 'rating_chains']);

interface Profiled {
  ns: string;
  op: string;
  appName: string;
  command: Document;
}

/** Has the server note every query of the services that reads a whole collection, from here on. */
export async function watchScans(client: MongoClient, databases: readonly string[]): Promise<void> {
  const filter = {
    planSummary: { $regex: 'COLLSCAN' },
    appName: { $in: ['auth', 'core', 'chat-socket', 'band-sync'] },
  };
  for (const name of databases) await client.db(name).command({ profile: 1, filter });
}

/** @returns those that were noted, in words; queries of one form once */
export async function scansOf(client: MongoClient, databases: readonly string[]): Promise<string[]> {
  const seen = new Set<string>();
  for (const name of databases) {
    const db = client.db(name);
    await db.command({ profile: 0 });
    const rows = await db.collection<Profiled>('system.profile').find().toArray();
    for (const { ns, op, command } of rows) {
      const collection = ns.slice(name.length + 1);
      if (SMALL.has(collection)) continue;
      const { filter, q, query, pipeline, sort } = command;
      const form = JSON.stringify({ filter: filter ?? q ?? query, pipeline, sort }, (_key, value: unknown) =>
        typeof value === 'string' && value.length > 20 ? '…' : value,
      );
      seen.add(`${op} ${collection} ${form.slice(0, 300)}`);
    }
  }
  return [...seen];
}
