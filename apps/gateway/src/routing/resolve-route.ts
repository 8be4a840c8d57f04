import { AppError, CommonErrors } from '@dongbaejul/contracts';
import { API_PREFIX } from '@dongbaejul/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RateLimits } from '../limits/rate-limits';
import type { EdgeRoute, RouteTable } from './route-table';

declare module 'fastify' {
  interface FastifyRequest {
    /** The row of the route table, for requests that are proxied. */
    edgeRoute?: EdgeRoute;
  }
}

const PREFIX = `/${API_PREFIX}`;

/** Routes the gateway answers itself. */
const OWN = new Map([
  [PREFIX, 'GET'],
  [`${PREFIX}/app/config`, 'GET'],
]);

/** A path of unreserved characters, sub-delimiters and whole percent escapes (RFC 3986, 3.3). */
const PLAIN_PATH = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*$/;
/** `.` and `..` as segments, however encoded: URL parsers on the way would resolve them to another route. */
const DOT_SEGMENT = /(?:^|\/|%2f|%5c)(?:\.|%2e){1,2}(?:\/|%2f|%5c|$)|(?:\/|%2f|%5c)(?:\.|%2e){2}/i;

/**
 * Finds the row before any guard runs; what has none is refused here, so it never reaches a handler.
 * @param limits counts what is refused here, as no guard will
 */
export function resolveRoutes(fastify: FastifyInstance, table: RouteTable, limits: RateLimits): void {
  const count = async (request: FastifyRequest, refusal: AppError): Promise<AppError> => {
    const decision = await limits.takeGeneral(request);
    return decision.allowed ? refusal : CommonErrors.TOO_MANY_REQUESTS({ retry_after: decision.resetSeconds });
  };
  fastify.addHook('onRequest', (request, reply, passed) => {
    const done = (refusal?: AppError): void => {
      if (refusal) void count(request, refusal).then(passed, passed);
      else passed();
    };
    // Fastify works it out anew each time it is asked, and it is asked for the limits, the signature and the log.
    // A connection that is gone already has none.
    request.clientAddress = (request.ip as string | undefined) ?? 'unknown';
    const path = rawPath(request);
    if (!path.startsWith(`${PREFIX}/`) && path !== PREFIX) return done();
    if (!PLAIN_PATH.test(path)) return done(CommonErrors.MALFORMED_URL());
    if (DOT_SEGMENT.test(path)) return done(CommonErrors.MALFORMED_REQUEST());
    const own = OWN.get(path.endsWith('/') ? path.slice(0, -1) : path);
    if (own && (request.method === own || request.method === 'HEAD')) return done();
    // Preflights are answered by the CORS handler.
    if (request.method === 'OPTIONS') return done();
    const match = own
      ? ({ kind: 'method-not-allowed', path, allow: [own] } as const)
      : table.match(request.method, path.slice(PREFIX.length));
    if (match.kind === 'found') {
      request.edgeRoute = match.route;
      request.endpoint = PREFIX + match.route.path;
      return done();
    }
    if (match.kind === 'not-found') return done(CommonErrors.ROUTE_NOT_FOUND());
    request.endpoint = PREFIX + match.path;
    void reply.header('Allow', match.allow.join(', '));
    done(CommonErrors.METHOD_NOT_ALLOWED());
  });
}

export function rawPath(request: FastifyRequest): string {
  const url = request.raw.url ?? '/';
  const queryAt = url.indexOf('?');
  return queryAt < 0 ? url : url.slice(0, queryAt);
}
