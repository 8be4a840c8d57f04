import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { runInContext } from '../context/request-context';
import { languageOf } from '../errors/error-response';
import { onConnectionClose } from './connection-close';
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
    whenOver(reply, () => {
      if (!QUIET.test(request.url)) log.info(accessLine(request, reply, endpointOf(request)));
    });
    runInContext({ traceId: request.id, language: languageOf(request.headers['accept-language']) }, done);
  });
}

/** The client was gone before there was an answer (nginx's number for it; nothing of it is ever sent). */
const CLIENT_LEFT = 499;

/** Runs once when a request is over, answered or not: Fastify's `onResponse` does not run for a client that left. */
export function whenOver(reply: FastifyReply, fn: () => void): void {
  const over = (): void => {
    reply.raw.off('close', over);
    forget();
    fn();
  };
  const forget = onConnectionClose(reply.request.raw.socket, over);
  reply.raw.once('close', over);
}

/** The status a request ended with, for logs and metrics. */
export const finalStatus = (reply: FastifyReply): number =>
  reply.raw.headersSent ? reply.raw.statusCode : CLIENT_LEFT;

/** The path goes in without its query: queries carry tokens and names. */
function accessLine(request: FastifyRequest, reply: FastifyReply, endpoint: string): object {
  const queryAt = request.url.indexOf('?');
  return {
    msg: 'request',
    trace_id: request.id,
    ...(request.identity?.userId && { user_id: request.identity.userId }),
    method: request.method,
    path: queryAt < 0 ? request.url : request.url.slice(0, queryAt),
    endpoint,
    status: finalStatus(reply),
    // Some of it never reached the client.
    ...(!reply.raw.writableFinished && { cut: true }),
    duration_ms: Math.round(reply.elapsedTime * 10) / 10,
    address: request.clientAddress ?? request.ip,
  };
}
