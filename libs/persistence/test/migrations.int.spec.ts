import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { ensureIndex, Migration, MigrationRunner } from '@dongbaejul/persistence';
import { MigrationLock } from '../src/migrations/migration-lock';
import { mongoUri, start, until } from './support';

describe('migrations', () => {
  let client: MongoClient;
  let name: string;
  const db = (): ReturnType<MongoClient['db']> => client.db(name);
  const runner = (migrations: Migration[]): MigrationRunner => {
    const made = new MigrationRunner();
    made.add(migrations);
    return made;
  };
  const counting = (id: string, extra: Partial<Migration> = {}): Migration => ({
    id,
    up: async (database) => {
      await database.collection('runs').insertOne({ id });
    },
    ...extra,
  });
  const runs = async (): Promise<unknown[]> => (await db().collection('runs').find().toArray()).map((row) => row.id);

  beforeEach(async () => {
    client = await new MongoClient(mongoUri()).connect();
    name = `test_${randomUUID().slice(0, 12)}`;
  });
  afterEach(async () => {
    await db().dropDatabase();
    await client.close();
  });

  it('runs each step once, in order, when five replicas start together', async () => {
    const steps = ['0003-c', '0001-a', '0002-b'].map((id) => counting(id));
    await Promise.all(Array.from({ length: 5 }, () => runner(steps).run(client, db(), { pollMs: 20 })));
    expect(await runs()).toEqual(['0001-a', '0002-b', '0003-c']);
    const recorded = await db().collection('migrations').find().sort({ _id: 1 }).toArray();
    expect(recorded.map((row) => String(row._id))).toEqual(['0001-a', '0002-b', '0003-c']);
  });

  it('runs only what is new', async () => {
    await runner([counting('0001-a')]).run(client, db());
    await runner([counting('0001-a'), counting('0002-b')]).run(client, db());
    expect(await runs()).toEqual(['0001-a', '0002-b']);
  });

  it('does not record a step that failed, and runs it at the next start', async () => {
    const failing = counting('0001-a', { up: () => Promise.reject(new Error('half done')) });
    await expect(runner([failing]).run(client, db())).rejects.toThrow('half done');
    expect(await db().collection('migrations').countDocuments()).toBe(0);
    await runner([counting('0001-a')]).run(client, db());
    expect(await runs()).toEqual(['0001-a']);
  });

  it('takes over from a holder that died without a word', async () => {
    const dead = new MigrationLock(db(), { leaseMs: 1_000 });
    await dead.acquire();
    clearInterval((dead as unknown as { renewal: NodeJS.Timeout }).renewal);
    await runner([counting('0001-a')]).run(client, db(), { pollMs: 50 });
    expect(await runs()).toEqual(['0001-a']);
  });

  it('waits for a holder that is slow but alive, past its lease', async () => {
    let finish: () => void = () => undefined;
    const slow = counting('0001-a', {
      up: async (database) => {
        await new Promise<void>((resolve) => (finish = resolve));
        await database.collection('runs').insertOne({ id: 'slow' });
      },
    });
    // It is renewed four times in a lease: so long a stall is none of a busy machine's.
    const options = { leaseMs: 3_000, pollMs: 20 };
    const first = runner([slow]).run(client, db(), options);
    const locks = db().collection<{ _id: string; until: Date }>('migration_locks');
    await until('the lock is taken', async () => (await locks.findOne())?.until !== undefined);
    const firstUntil = (await locks.findOne())?.until.getTime() ?? 0;
    const second = runner([counting('0001-a')]).run(client, db(), options);
    await until('the lease is renewed past its first end', async () => {
      const row = await locks.findOne();
      return (row?.until.getTime() ?? 0) > firstUntil + options.leaseMs;
    });
    expect(await runs()).toEqual([]);
    finish();
    await Promise.all([first, second]);
    expect(await runs()).toEqual(['slow']);
  });

  it('does not let a holder that lost the lock record its step', async () => {
    const usurped = counting('0001-a', {
      up: async (database) => {
        await database
          .collection<{ _id: string }>('migration_locks')
          .updateOne({ _id: 'migrations' }, { $set: { owner: 'other' }, $inc: { fence: 1 } });
      },
    });
    await expect(runner([usurped]).run(client, db())).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await db().collection('migrations').countDocuments()).toBe(0);
  });

  it('refuses two steps with one id, and an index that serves nothing', async () => {
    expect(() => runner([counting('0001-a'), counting('0001-a')])).toThrow('0001-a');
    await expect(ensureIndex(db(), 'runs', { id: 1 }, { serves: '' })).rejects.toThrow('serves');
  });

  it('refuses a partial index that no query by a value would use', async () => {
    const by = (condition: object): Promise<string> =>
      ensureIndex(db(), 'runs', { key: 1 }, { partialFilterExpression: { key: condition }, serves: 'this test' });
    await expect(by({ $type: 'string' })).rejects.toThrow('$type');
    await by({ $gt: '' });
    const { queryPlanner } = await db().collection('runs').find({ key: 'a' }).explain();
    expect(JSON.stringify((queryPlanner as { winningPlan: object }).winningPlan)).toContain('IXSCAN');
  });

  it('runs at the start of a service, with those of the libs', async () => {
    const running = await start({ migrations: [counting('0001-posts')] });
    const rows = await running.mongo.db.collection('migrations').find().sort({ _id: 1 }).toArray();
    expect(rows.map((row) => String(row._id))).toEqual(['0001-posts', 'persistence-0001-idempotency-keys']);
    await running.stop();
  });
});
