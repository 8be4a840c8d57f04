import type { mongo } from 'mongoose';

/** How many documents the server read for queries of these collections. Nothing else uses `db` meanwhile. */
export async function examined(
  db: mongo.Db,
  collections: readonly string[],
  work: () => Promise<unknown>,
): Promise<number> {
  await db.setProfilingLevel('off');
  await db.dropCollection('system.profile').catch(() => undefined);
  await db.setProfilingLevel('all');
  await work().finally(() => db.setProfilingLevel('off'));
  const namespaces = collections.map((name) => `${db.databaseName}.${name}`);
  const rows = await db
    .collection<{ ns: string; docsExamined?: number }>('system.profile')
    .find({ ns: { $in: namespaces } })
    .toArray();
  return rows.reduce((sum, { docsExamined = 0 }) => sum + docsExamined, 0);
}
