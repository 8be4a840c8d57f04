import { AsyncResource } from 'node:async_hooks';
import { CommonErrors } from '@dongbaejul/contracts';
import { currentTraceId, requestContext } from '@dongbaejul/service-kit';

/** One of those who share a transaction. */
export interface Request<In> {
  input: In;
  /** Of the request that it came with: a group belongs to none. */
  traceId: string;
}

/** What became of one of a group: an error is that one's alone. */
export type Outcome<Out> = { value: Out } | { error: unknown };

interface Pending<In, Out> extends Request<In> {
  deadline: number;
  scope: AsyncResource;
  resolve: (value: Out) => void;
  reject: (error: unknown) => void;
}

export interface TogetherOptions<In, Out> {
  /** Carries a group out, in one transaction. What it throws concerns all of the group. */
  carryOut: (key: string, group: readonly Request<In>[]) => Promise<Outcome<Out>[]>;
  /** Who gets a transaction to themselves, in the context of their caller. */
  isAlone?: (input: In) => boolean;
}

/** Requests that share a transaction. */
const MOST_TOGETHER = 50;

/**
 * Changes of one thing wait for each other in this process, and those that wait go into one transaction: a thousand
 * members who rush for ten places take some twenty commits, and each is answered in time. Between processes the
 * database decides: one of two transactions tries again.
 */
export class Together<In, Out> {
  private readonly waiting = new Map<string, Pending<In, Out>[]>();
  /** Groups belong to no request: neither its deadline nor its idempotency key may rule over others' changes. */
  private readonly apart = new AsyncResource('Together');

  constructor(private readonly options: TogetherOptions<In, Out>) {}

  /** @throws SERVICE_TIMEOUT where the request's time was over before its turn came, or what it came to */
  run(key: string, input: In): Promise<Out> {
    return new Promise<Out>((resolve, reject) => {
      const queue = this.waiting.get(key);
      const pending: Pending<In, Out> = {
        input,
        traceId: currentTraceId(),
        deadline: requestContext()?.deadline ?? Number.POSITIVE_INFINITY,
        scope: new AsyncResource('TogetherRequest'),
        resolve,
        reject,
      };
      if (queue) queue.push(pending);
      else {
        this.waiting.set(key, [pending]);
        this.apart.runInAsyncScope(() => void this.work(key));
      }
    });
  }

  private async work(key: string): Promise<void> {
    // Those who come in the same moment come together.
    await new Promise((resolve) => setImmediate(resolve));
    const queue = this.waiting.get(key) ?? [];
    while (queue.length > 0) {
      const group = this.takeGroup(queue);
      const [first] = group;
      const scope = first && this.isAlone(first) ? first.scope : this.apart;
      await scope.runInAsyncScope(() => this.settle(key, group));
    }
    this.waiting.delete(key);
  }

  private async settle(key: string, group: Pending<In, Out>[]): Promise<void> {
    const live = group.filter(({ deadline, reject }) => {
      if (Date.now() < deadline) return true;
      reject(CommonErrors.SERVICE_TIMEOUT());
      return false;
    });
    if (live.length === 0) return;
    try {
      const outcomes = await this.options.carryOut(key, live);
      outcomes.forEach((outcome, i) => {
        if ('error' in outcome) live[i]?.reject(outcome.error);
        else live[i]?.resolve(outcome.value);
      });
    } catch (error) {
      for (const { reject } of live) reject(error);
    }
  }

  private isAlone({ input }: Pending<In, Out>): boolean {
    return this.options.isAlone?.(input) ?? false;
  }

  private takeGroup(queue: Pending<In, Out>[]): Pending<In, Out>[] {
    if (queue[0] && this.isAlone(queue[0])) return queue.splice(0, 1);
    const end = queue.findIndex((one) => this.isAlone(one));
    return queue.splice(0, Math.min(MOST_TOGETHER, end === -1 ? queue.length : end));
  }
}

/** Whether a rule refused: that concerns one. What goes wrong with the database concerns all. */
export const isRefusal = (error: unknown): boolean => error instanceof Error && error.name === 'AppError';
