import type Redis from 'ioredis';

/**
 * Waits until a connection is ready. BullMQ's objects are made only then: made earlier they cannot be closed before
 * Redis comes.
 * @returns false when `stopped` became true first
 */
export async function untilReady(redis: Redis, stopped: () => boolean): Promise<boolean> {
  while (!stopped()) {
    if (redis.status === 'ready') return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

/** Waits for a promise, but no longer than `ms`; its failure does not matter. */
export async function atMost(ms: number, promise: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([promise?.catch(() => undefined), enough]);
  clearTimeout(timer);
}
