import { MongoClient } from 'mongodb';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { testConfig } from './test-config';

/** Emptying costs by the document; beyond this many a new database is cheaper. */
const EMPTIED_AT_MOST = 2_000;

/** These write rows, not only indexes, so the next service runs them again. What the others did outlasts the emptying. */
const THAT_WRITE = [
  '0002-sessions',
  '0010-audit',
  '0011-roster',
  'core-0009-games',
  'chat-socket-0001-rooms-and-messages',
  // Takes away an index that the one before makes.
  'chat-socket-0011-search',
] as const;
const MIGRATIONS = 'migrations';

/** Each file in it is named as a database that nobody uses. */
const freeOf = (kind: string): string => path.join(testConfig.dataFolder, 'free-databases', kind);

/**
 * A database for one test file, empty but for its indexes: one that others are done with, or a new one. Bringing core's
 * up to date takes half a second of CPU, more than most of its tests do.
 * @param kind whose migrations it has, `core`; a part of its name
 * @returns its name
 */
export function takeDatabase(kind: string): string {
  const folder = freeOf(kind);
  mkdirSync(folder, { recursive: true });
  const free = readdirSync(folder).find((name) => removed(path.join(folder, name)));
  return free ?? `${kind.replaceAll('-', '_')}_${randomBytes(4).toString('hex')}`;
}

/** Empties a database for the next who takes one of its kind. Whatever wrote to it has stopped. */
export async function giveBackDatabase(kind: string, name: string): Promise<void> {
  const client = new MongoClient(testConfig.mongodbUri);
  try {
    const db = client.db(name);
    const { objects } = await db.stats();
    if (objects > EMPTIED_AT_MOST) {
      await db.dropDatabase();
      return;
    }
    const collections = await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray();
    const used = collections.map((one) => one.name).filter((one) => one !== MIGRATIONS && !one.startsWith('system.'));
    await Promise.all(used.map((one) => db.collection(one).deleteMany({})));
    await db.collection<{ _id: string }>(MIGRATIONS).deleteMany({ _id: { $in: THAT_WRITE } });
    // A plan that was right for what it held may be a bad one for what comes.
    await Promise.all(used.map((one) => db.command({ planCacheClear: one })));
    if (collections.some((one) => one.name === 'system.profile')) await db.dropCollection('system.profile');
    writeFileSync(path.join(freeOf(kind), name), '');
  } finally {
    await client.close();
  }
}

/** Whether it was this process that took the file away. */
function removed(file: string): boolean {
  try {
    rmSync(file);
    return true;
  } catch {
    return false;
  }
}
