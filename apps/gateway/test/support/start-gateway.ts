import { loadConfig, RunningService, startService } from '@dongbaejul/service-kit';
import { randomUUID } from 'node:crypto';
import { GatewayConfig } from '../../src/config';
import { defineGateway } from '../../src/gateway.definition';
import type { EdgeRoute } from '../../src/routing/route-table';

export const SECRET = 'a-signing-secret-for-tests-only-32-bytes';

export const TEST_ROUTES: EdgeRoute[] = [
  { method: 'GET', path: '/open/:what', upstream: 'core', access: 'public' },
  { method: 'GET', path: '/things/:what', upstream: 'core', access: 'member', timeoutMs: 20_000 },
  { method: 'POST', path: '/things/:what', upstream: 'core', access: 'member', timeoutMs: 20_000 },
  // For what waits for the deadline itself; a busy machine may miss it with anything else.
  { method: 'GET', path: '/brief/:what', upstream: 'core', access: 'member', timeoutMs: 2_000 },
  { method: 'POST', path: '/brief/:what', upstream: 'core', access: 'member', timeoutMs: 2_000 },
  {
    method: 'POST',
    path: '/files/:what',
    upstream: 'core',
    access: 'member',
    bodyLimit: 60 * 1024 * 1024,
    timeoutMs: 30_000,
  },
  { method: 'GET', path: '/mine', upstream: 'core', access: 'session' },
  { method: 'GET', path: '/staff', upstream: 'core', access: ['OPERATOR', 'ADMIN'] },
  { method: 'POST', path: '/uploads', upstream: 'core', access: 'member', limit: 'upload' },
];

/** The real gateway on a free port, with its own Redis prefix and the given upstreams. */
export async function startGateway(env: Record<string, string>, routes = TEST_ROUTES): Promise<RunningService> {
  const config = loadConfig(GatewayConfig, {
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
    REDIS_URL: process.env.TEST_REDIS_URL,
    REDIS_KEY_PREFIX: `t${randomUUID().slice(0, 8)}`,
    GATEWAY_SIGNING_SECRET: SECRET,
    ...env,
  });
  const gateway = await startService(defineGateway(routes), config);
  await gateway.ready;
  return gateway;
}
