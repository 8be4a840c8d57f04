import type Redis from 'ioredis';
import { metrics } from './metrics';

const EVERY_MS = 15_000;

const GAUGES = [
  ['used_memory', metrics.gauge({ name: 'redis_memory_used_bytes', help: 'Memory that Redis uses' })],
  ['maxmemory', metrics.gauge({ name: 'redis_memory_max_bytes', help: 'Memory that Redis may use; 0: no limit' })],
] as const;

const evictedKeys = metrics.counter({
  name: 'redis_evicted_keys_total',
  help: 'Keys that Redis threw away when full, since this process began',
});

/** The numbers of an INFO answer, by name. */
export function readInfo(info: string): Map<string, number> {
  const lines = info.split('\n').map((line) => line.trim().split(':'));
  return new Map(lines.map(([name = '', value]) => [name, Number(value ?? NaN)]));
}

/**
 * Asks Redis every 15 s for its memory and evictions, on a connection that is there anyway. While Redis is away, or
 * forbids INFO, the last values stand; the connection itself reports outages.
 * @param redis with a bound on each command, so that no two questions are under way
 * @returns how to stop
 */
export function watchRedis(redis: Pick<Redis, 'info'>, everyMs = EVERY_MS): () => void {
  let asking = false;
  let evictedBefore: number | undefined;
  /** Redis counts since its own start: what it threw away before this process began is not told, a new start is seen. */
  const countEvicted = (evicted: number): void => {
    const before = evictedBefore ?? evicted;
    evictedKeys.inc(evicted >= before ? evicted - before : evicted);
    evictedBefore = evicted;
  };
  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      const [memory, stats] = await Promise.all([redis.info('memory'), redis.info('stats')]);
      const facts = readInfo(`${memory}\n${stats}`);
      for (const [name, gauge] of GAUGES) {
        const value = facts.get(name);
        if (value !== undefined && Number.isFinite(value)) gauge.set(value);
      }
      const evicted = facts.get('evicted_keys');
      if (evicted !== undefined && Number.isFinite(evicted)) countEvicted(evicted);
    } catch {
      // Away.
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void ask(), everyMs).unref();
  const first = setTimeout(() => void ask(), Math.min(1_000, everyMs)).unref();
  return () => {
    clearInterval(timer);
    clearTimeout(first);
  };
}
