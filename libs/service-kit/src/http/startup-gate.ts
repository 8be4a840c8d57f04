import { CommonErrors } from '@dongbaejul/contracts';
import type { FastifyInstance } from 'fastify';
import type { StartupTasks } from '../lifecycle/startup-tasks';

/** Until the service has what it needs, API routes answer 503 at once; health routes answer. */
export function refuseUntilReady(fastify: FastifyInstance, startup: StartupTasks): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const gated = startup.pending !== undefined && /^\/(api|internal)\//.test(request.url);
    done(gated ? CommonErrors.SERVICE_STARTING({ retry_after: 1 }) : undefined);
  });
}
