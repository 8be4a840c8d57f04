import type { FastifyInstance } from 'fastify';
import type { Health } from './health';

/**
 * The root routes every service has: `/health` and `/health/detailed` (seeds/000), `/healthz` (002, liveness) and
 * `/readyz`. Registered on Fastify itself: they answer while Nest's guards, prefix and envelope are not theirs.
 */
export function addHealthRoutes(fastify: FastifyInstance, health: Health, version: string): void {
  const body = (status: 'OK' | 'ERROR'): Record<string, unknown> => ({
    status,
    timestamp: new Date().toISOString(),
    uptime: process.uptime(),
    version,
  });
  fastify.get('/health', () => body('OK'));
  fastify.get('/healthz', () => ({ status: 'ok' }));
  fastify.get('/health/detailed', async (_request, reply) => {
    const services = await health.inspect();
    const reason = await health.notReadyBecause();
    void reply.status(reason ? 503 : 200);
    return { ...body(reason ? 'ERROR' : 'OK'), services, ...(reason && { reason }) };
  });
  fastify.get('/readyz', async (_request, reply) => {
    const reason = await health.notReadyBecause();
    void reply.status(reason ? 503 : 200);
    return reason ? { status: 'unavailable', reason } : { status: 'ok' };
  });
}
