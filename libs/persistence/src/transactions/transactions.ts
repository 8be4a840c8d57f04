import { AsyncLocalStorage } from 'node:async_hooks';
import { CommonErrors, isAppError } from '@dongbaejul/contracts';
import { metrics, requestContext } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type ClientSession, type Connection, mongo } from 'mongoose';
import { PersistenceOptions } from '../persistence.options';
import { takeIdempotencySlot } from '../idempotency/idempotency-slot';
import { isDeadPeer, unwrapBulk } from '../errors/mongo-errors';
import { KeyedQueue } from './keyed-queue';

export interface TransactionOptions {
  /** Callers with the same key (`game:<id>`) run one after another in this process. */
  aggregate?: string;
  /** Milliseconds for everything: waiting in the queue, all tries, the commit; never past the request's own deadline. */
  deadlineMs?: number;
}

export type TransactionBody<T> = (session: ClientSession) => Promise<T>;

const DEFAULT_DEADLINE_MS = 5_000;
const LONGEST_BACKOFF_MS = 100;
/** The next try waits this long for the locks of the last to be freed. */
const ABORT_PATIENCE_MS = 500;
const running = new AsyncLocalStorage<true>();
/** What follows a transaction may hold its caller up for this long. */
const AFTERWARDS_MS = 1_000;
const afterwards = new WeakMap<ClientSession, (() => Promise<void>)[]>();

/**
 * Runs `fn` when the session's transaction is over, before `Transactions.run` returns: whether it was committed, undone,
 * or is not known to be either. For what has to follow a change and may as well follow none, such as telling a cache.
 */
export function afterTransaction(session: ClientSession, fn: () => Promise<void>): void {
  afterwards.set(session, [...(afterwards.get(session) ?? []), fn]);
}

const whenCommitted = new WeakMap<ClientSession, (() => void)[]>();

/** Runs `fn` once the session's transaction is committed: never for a try that was undone. For counting what happened. */
export function afterCommit(session: ClientSession, fn: () => void): void {
  whenCommitted.set(session, [...(whenCommitted.get(session) ?? []), fn]);
}

const outcomes = metrics.counter({
  name: 'db_transactions_total',
  help: 'Transactions by outcome',
  labelNames: ['outcome'],
});
const tries = metrics.counter({ name: 'db_transaction_tries_total', help: 'Times a transaction body was run' });

/** Several writes that happen together or not at all. */
@Injectable()
export class Transactions {
  private readonly logger = new Logger(Transactions.name);
  private readonly queue = new KeyedQueue();

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly options: PersistenceOptions,
  ) {}

  /**
   * Runs `fn` in a transaction with majority writes, again and again on conflicts, until the deadline.
   *
   * `fn` may run several times: it builds its documents anew each time, passes `session` to *every* operation
   * (`Model.create([doc], { session })`, with the array), awaits one operation after another (no Promise.all), and does
   * nothing outside the database. A duplicate key must leave it; test with `isDuplicateKey` outside.
   * Inside an idempotent request the first call's value is kept with the commit: return plain data.
   * @returns what `fn` returned in the try that was committed
   * @throws SERVICE_TIMEOUT past the deadline (a commit under way then may or may not have happened), a duplicate key
   *   error at once, or whatever `fn` throws
   */
  async run<T>(fn: TransactionBody<T>, options: TransactionOptions = {}): Promise<T> {
    if (running.getStore()) throw new Error('Transactions.run inside another transaction: pass the session on instead');
    const slot = takeIdempotencySlot();
    if (slot?.stored) return slot.stored.value as T;
    const body: TransactionBody<T> = async (session) => {
      const value = await fn(session);
      if (slot) await slot.store(session, value);
      return value;
    };
    const deadline = Math.min(
      Date.now() + (options.deadlineMs ?? this.options.config.MONGODB_TRANSACTION_MS ?? DEFAULT_DEADLINE_MS),
      requestContext()?.deadline ?? Number.POSITIVE_INFINITY,
    );
    const attempt = (): Promise<T> => running.run(true, () => this.untilCommitted(body, deadline));
    return options.aggregate === undefined ? attempt() : this.queue.run(options.aggregate, attempt, deadline);
  }

  private async untilCommitted<T>(body: TransactionBody<T>, deadline: number): Promise<T> {
    try {
      for (let attempt = 1; ; attempt += 1) {
        tries.inc();
        try {
          const value = await this.once(body, deadline);
          outcomes.inc({ outcome: 'committed' });
          return value;
        } catch (error) {
          if (!hasLabel(error, 'TransientTransactionError') && !isDeadPeer(error)) throw error;
          if (Date.now() >= deadline) throw CommonErrors.SERVICE_TIMEOUT(undefined, { cause: error });
        }
        await pause(Math.random() * Math.min(LONGEST_BACKOFF_MS, 2 ** attempt), deadline);
      }
    } catch (error) {
      outcomes.inc({ outcome: 'failed' });
      throw error;
    }
  }

  /**
   * One try, on a session of its own: while the server is away, aborting takes longer than the next try should wait,
   * and a session whose transaction is not over cannot begin another.
   */
  private async once<T>(body: TransactionBody<T>, deadline: number): Promise<T> {
    if (Date.now() >= deadline) throw CommonErrors.SERVICE_TIMEOUT();
    const session = await before(deadline, this.connection.startSession());
    let over: Promise<unknown> = Promise.resolve();
    try {
      session.startTransaction({
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority' },
        // MongoDB takes whole milliseconds only.
        maxCommitTimeMS: Math.max(1, Math.floor(deadline - Date.now())),
      });
      const work = body(session);
      over = work.catch(() => undefined);
      const value = await before(deadline, work);
      await this.commit(session, deadline);
      whenCommitted.get(session)?.forEach((fn) => fn());
      return value;
    } catch (error) {
      // A body that goes on past its deadline would go on outside of any transaction, were it aborted under it.
      over = over.then(() => this.abort(session));
      await before(Date.now() + ABORT_PATIENCE_MS, over).catch(() => undefined);
      throw error;
    } finally {
      await this.runAfterwards(session);
      const ended = over.then(() => session.endSession());
      void ended.catch((error: unknown) => this.logger.debug({ msg: 'ending a session', err: error }));
    }
  }

  private async commit(session: ClientSession, deadline: number): Promise<void> {
    for (;;) {
      try {
        await before(deadline, session.commitTransaction());
        return;
      } catch (error) {
        // Committing again is safe: the server remembers the transaction's outcome.
        if (isSaid(error) && !hasLabel(error, 'UnknownTransactionCommitResult') && !isDeadPeer(error)) throw error;
        if (Date.now() >= deadline) throw CommonErrors.SERVICE_TIMEOUT(undefined, { cause: error });
        await pause(10, deadline);
      }
    }
  }

  private async runAfterwards(session: ClientSession): Promise<void> {
    const all = afterwards.get(session) ?? [];
    const done = Promise.all(all.map((fn) => fn()));
    await before(Date.now() + AFTERWARDS_MS, done).catch((error: unknown) =>
      this.logger.warn({ msg: 'what follows a transaction failed', err: error }),
    );
  }

  /** Frees the locks at once where it can; where it cannot, the server does after its lifetime limit. */
  private async abort(session: ClientSession): Promise<void> {
    if (!session.inTransaction()) return;
    await session
      .abortTransaction()
      .catch((error: unknown) => this.logger.debug({ msg: 'aborting a transaction', err: error }));
  }
}

/**
 * Whether the server, the driver or we mean this error. Where a retried commit meets a broken connection, the driver
 * (7.x) trips over the socket's own error with a TypeError, which says nothing of the commit.
 */
const isSaid = (error: unknown): boolean => error instanceof mongo.MongoError || isAppError(error);

const hasLabel = (thrown: unknown, label: string): boolean =>
  [thrown, unwrapBulk(thrown)].some(
    (error) =>
      typeof (error as { hasErrorLabel?: unknown } | null)?.hasErrorLabel === 'function' &&
      (error as { hasErrorLabel(name: string): boolean }).hasErrorLabel(label),
  );

const pause = (ms: number, deadline: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.min(ms, deadline - Date.now()))));

/** The promise's outcome, or SERVICE_TIMEOUT at the deadline; a late failure is swallowed. */
async function before<T>(deadline: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(CommonErrors.SERVICE_TIMEOUT()), Math.max(0, deadline - Date.now()));
  });
  promise.catch(() => undefined);
  return Promise.race([promise, tooLate]).finally(() => clearTimeout(timer));
}
