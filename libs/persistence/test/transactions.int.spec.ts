import { AppError } from '@dongbaejul/contracts';
import { runInContext } from '@dongbaejul/service-kit';
import { ClientSession, mongo } from 'mongoose';
import { afterCommit, afterTransaction, ensureIndex, isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { Running, start, until } from './support';

interface Counter {
  _id: string;
  n: number;
}

/** What the server says when another transaction was faster. */
function conflict(): mongo.MongoError {
  const error = new mongo.MongoError('WriteConflict');
  error.addErrorLabel('TransientTransactionError');
  return error;
}

describe('transactions', () => {
  let running: Running;
  let transactions: Transactions;
  let counters: mongo.Collection<Counter>;
  let log: mongo.Collection;

  beforeAll(async () => {
    running = await start();
    transactions = running.app.get(Transactions);
    counters = running.mongo.db.collection('counters');
    log = running.mongo.db.collection('log');
    await ensureIndex(running.mongo.db, 'log', { tag: 1 }, { unique: true, serves: 'this test' });
    await counters.insertOne({ _id: 'warm', n: 0 });
  });
  afterAll(() => running.stop());

  /** Reads, thinks, writes: loses updates unless it is isolated. */
  const add = (id: string, aggregate?: string, deadlineMs?: number): Promise<void> =>
    transactions.run(
      async (session) => {
        const before = await counters.findOne({ _id: id }, { session });
        await counters.updateOne({ _id: id }, { $set: { n: (before?.n ?? 0) + 1 } }, { session });
        await log.insertOne({ tag: `${id}-${(before?.n ?? 0) + 1}` }, { session });
      },
      { ...(aggregate && { aggregate }), ...(deadlineMs && { deadlineMs }) },
    );

  it('commits again where the driver trips over a connection that broke while it committed', async () => {
    const commit = jest.spyOn(mongo.ClientSession.prototype, 'commitTransaction');
    commit.mockImplementationOnce(() => Promise.reject(new TypeError('error.hasErrorLabel is not a function')));
    await add('tripped');
    expect(commit).toHaveBeenCalledTimes(2);
    commit.mockRestore();
    expect(await log.countDocuments({ tag: 'tripped-1' })).toBe(1);
  });

  it('counts what was committed, once, however often it was tried, and nothing that was undone', async () => {
    let tries = 0;
    let counted = 0;
    await transactions.run((session) => {
      afterCommit(session, () => (counted += 1));
      tries += 1;
      return tries < 3 ? Promise.reject(conflict()) : log.insertOne({ tag: 'counted' }, { session });
    });
    expect([tries, counted]).toEqual([3, 1]);
    const undone = transactions.run((session) => {
      afterCommit(session, () => (counted += 1));
      return Promise.reject(new Error('no'));
    });
    await expect(undone).rejects.toThrow('no');
    expect(counted).toBe(1);
  });

  it('loses nothing when 300 callers write one aggregate, and nobody fights', async () => {
    await counters.insertOne({ _id: 'queued', n: 0 });
    const startedAt = Date.now();
    await Promise.all(Array.from({ length: 300 }, () => add('queued', 'counter:queued', 20_000)));
    process.stdout.write(`300 queued transactions on one document: ${Date.now() - startedAt} ms\n`);
    expect(await counters.findOne({ _id: 'queued' })).toMatchObject({ n: 300 });
    expect(await log.countDocuments({ tag: /^queued-/ })).toBe(300);
  });

  it('loses nothing when several processes, without a common queue, write one aggregate', async () => {
    await counters.insertOne({ _id: 'fought', n: 0 });
    await Promise.all(Array.from({ length: 8 }, () => add('fought', undefined, 20_000)));
    expect(await counters.findOne({ _id: 'fought' })).toMatchObject({ n: 8 });
  });

  it('undoes everything when the body throws, and hands the error on', async () => {
    const fails = transactions.run(async (session) => {
      await counters.insertOne({ _id: 'undone', n: 1 }, { session });
      throw new Error('no');
    });
    await expect(fails).rejects.toThrow('no');
    expect(await counters.findOne({ _id: 'undone' })).toBeNull();
  });

  it('lets a duplicate key out at once, after one try', async () => {
    await log.insertOne({ tag: 'twice' });
    let tries = 0;
    const error: unknown = await transactions
      .run(async (session) => {
        tries += 1;
        await counters.insertOne({ _id: 'beside', n: 1 }, { session });
        await log.insertOne({ tag: 'twice' }, { session });
      })
      .catch((thrown: unknown) => thrown);
    expect(isDuplicateKey(error)).toBe(true);
    expect(isDuplicateKey(error, 'tag_1')).toBe(true);
    expect(isDuplicateKey(error, '_id_')).toBe(false);
    expect(tries).toBe(1);
    expect(await counters.findOne({ _id: 'beside' })).toBeNull();
  });

  it('ends at its deadline while another client holds the document, and leaves nothing behind', async () => {
    await counters.insertOne({ _id: 'held', n: 0 });
    const holder = running.mongo.client.startSession();
    holder.startTransaction();
    await counters.updateOne({ _id: 'held' }, { $set: { n: 100 } }, { session: holder });
    const startedAt = Date.now();
    await expect(add('held', undefined, 700)).rejects.toMatchObject({ code: 'SERVICE_TIMEOUT' });
    expect(Date.now() - startedAt).toBeLessThan(4_900);
    await holder.abortTransaction();
    await holder.endSession();
    await add('held');
    expect(await counters.findOne({ _id: 'held' })).toMatchObject({ n: 1 });
  });

  it('ends at its deadline when the body never does', async () => {
    const hangs = transactions.run(() => new Promise<never>(() => undefined), { deadlineMs: 200 });
    await expect(hangs).rejects.toMatchObject({ code: 'SERVICE_TIMEOUT' });
  });

  it('lets a body that goes on past its deadline write nothing', async () => {
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    let body: Promise<unknown> = Promise.resolve();
    const writing = async (session: ClientSession): Promise<void> => {
      // It goes on as soon as it was given up.
      afterTransaction(session, async () => {
        goOn();
        await body.catch(() => undefined);
      });
      await log.insertOne({ tag: 'late-1' }, { session });
      await held;
      await log.insertOne({ tag: 'late-2' }, { session });
    };
    const late = transactions.run((session) => (body = writing(session)) as Promise<void>, { deadlineMs: 200 });
    await expect(late).rejects.toMatchObject({ code: 'SERVICE_TIMEOUT' });
    await body.catch(() => undefined);
    // What it wrote first is free again when the transaction is undone.
    const insertable = (): Promise<boolean> =>
      log.insertOne({ tag: 'late-1' }).then(
        () => true,
        () => false,
      );
    await until('the transaction is undone', insertable);
    expect(await log.countDocuments({ tag: /^late-/ })).toBe(1);
  });

  it('does not outlive the request', async () => {
    const context = { traceId: 't', language: 'ko' as const, deadline: Date.now() + 150 };
    const hangs = runInContext(context, () => transactions.run(() => new Promise<never>(() => undefined)));
    await expect(hangs).rejects.toMatchObject({ code: 'SERVICE_TIMEOUT' });
  });

  it('does not run a body whose turn comes after the deadline', async () => {
    let free: () => void = () => undefined;
    const blocker = transactions.run(() => new Promise<void>((resolve) => (free = resolve)), { aggregate: 'busy' });
    let ran = false;
    const late = transactions.run(
      async () => {
        ran = true;
        await Promise.resolve();
      },
      { aggregate: 'busy', deadlineMs: 100 },
    );
    await expect(late).rejects.toBeInstanceOf(AppError);
    free();
    await blocker;
    expect(ran).toBe(false);
  });

  it('refuses to nest', async () => {
    const nested = transactions.run(() => transactions.run(() => Promise.resolve(1)));
    await expect(nested).rejects.toThrow('inside another transaction');
  });
});
