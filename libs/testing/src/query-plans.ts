import type { mongo } from 'mongoose';
import { askedFor, Profiled } from './profiled';

/**
 * Fails when a query of `work` reads a whole collection or sorts in memory. It asks the server's profiler what was run,
 * not `explain` what might be: nothing has to be said twice, and updates, counts and transactions are seen as well.
 * @param db a database that nothing else uses meanwhile
 * @param collections whose queries are looked at
 * @throws Error that shows each such query and its plan; also when there was no query at all
 */
export async function expectIndexed(db: mongo.Db, collections: string[], work: () => Promise<unknown>): Promise<void> {
  await db.setProfilingLevel('off');
  await db.dropCollection('system.profile').catch(() => undefined);
  await db.setProfilingLevel('all');
  await work().finally(() => db.setProfilingLevel('off'));
  const namespaces = collections.map((name) => `${db.databaseName}.${name}`);
  const queries = await db
    .collection<Profiled>('system.profile')
    .find({ ns: { $in: namespaces }, planSummary: { $exists: true } })
    .toArray();
  if (queries.length === 0) throw new Error(`No query of ${collections.join(', ')} was seen`);
  const bad = queries.filter(({ planSummary = '', hasSortStage }) => hasSortStage || planSummary.includes('COLLSCAN'));
  if (bad.length > 0) throw new Error(`These queries lack an index:\n${bad.map(describe).join('\n')}`);
}

function describe(query: Profiled): string {
  const { ns, op, planSummary, hasSortStage } = query;
  return `${op} ${ns} ${JSON.stringify(askedFor(query))}: ${planSummary}${hasSortStage ? ', sorted in memory' : ''}`;
}
