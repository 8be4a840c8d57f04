import type { RunningService } from '@dongbaejul/service-kit';
import { until } from '@dongbaejul/testing';
import Redis from 'ioredis';
import { randomBytes } from 'node:crypto';
import type { FakeAuth } from './fake-auth';

/**
 * Waits until these gateways count in Redis: one that was asked before its connection was there counts by itself for
 * 3 s.
 * @param prefix REDIS_KEY_PREFIX of all of them
 */
export async function untilLimitsAreShared(gateways: RunningService[], auth: FakeAuth, prefix: string): Promise<void> {
  const redis = new Redis(process.env.TEST_REDIS_URL ?? '');
  const isShared = async (url: string): Promise<boolean> => {
    const sub = randomBytes(12).toString('hex');
    const authorization = `Bearer ${auth.token(['USER'], { claims: { sub } })}`;
    await fetch(`${url}/api/v1/things/echo`, { headers: { authorization } });
    return (await redis.exists(`${prefix}:limit:user:${sub}`)) === 1;
  };
  try {
    for (const { url } of gateways) {
      await until(() => isShared(url), `${url} counts in Redis`, { everyMs: 100 });
    }
  } finally {
    redis.disconnect();
  }
}
