import type { FastifyInstance, FastifyRequest } from 'fastify';
import { runInContext } from '../context/request-context';
import { languageOf } from '../errors/error-response';
import type { AccessLogger } from '../logging/logger';

/** Root routes that monitors call all day: not worth a line each. */
const QUIET = /^\/(healthz?|readyz|health\/detailed)$/;

/**
 * Opens the request's context before anything else runs, answers with `X-Request-ID`, and writes one line per request
 * when it ends.
 */
export function scopeRequests(
  fastify: FastifyInstance,
  log: AccessLogger,
  endpointOf: (request: FastifyRequest) => string = (request) => request.routeOptions.url ?? 'unknown',
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-ID', request.id);
    runInContext({ traceId: request.id, language: languageOf(request.headers['accept-language']) }, done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (!QUIET.test(request.url))
      log.info(accessLine(request, reply.statusCode, reply.elapsedTime, endpointOf(request)));
    done();
  });
}

/** The path goes in without its query: queries carry tokens and names. */
function accessLine(request: FastifyRequest, status: number, elapsedMs: number, endpoint: string): object {
  const queryAt = request.url.indexOf('?');
  return {
    msg: 'request',
    trace_id: request.id,
    ...(request.identity?.userId && { user_id: request.identity.userId }),
    method: request.method,
    path: queryAt < 0 ? request.url : request.url.slice(0, queryAt),
    endpoint,
    status,
    duration_ms: Math.round(elapsedMs * 10) / 10,
    address: request.clientAddress ?? request.ip,
  };
}
