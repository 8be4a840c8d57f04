import type { FastifyInstance, FastifyRequest } from 'fastify';
import { finalStatus, whenOver } from '../http/request-scope';
import { metrics } from './metrics';

const requests = metrics.counter({
  name: 'http_requests_total',
  help: 'HTTP requests answered, by route pattern (never the raw path)',
  labelNames: ['method', 'endpoint', 'status'],
});
const duration = metrics.histogram({
  name: 'http_request_duration_seconds',
  help: 'Time from the request line to the end of the answer',
  labelNames: ['method', 'endpoint', 'status'],
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10, 30],
});
const inFlight = metrics.gauge({ name: 'http_requests_in_flight', help: 'HTTP requests being worked on' });

/** Label sets are resolved once per (method, endpoint, status) and kept: looking them up costs more than counting. */
const known = new Map<string, { inc(): void; observe(seconds: number): void }>();

function series(method: string, endpoint: string, status: string): { inc(): void; observe(seconds: number): void } {
  const key = `${method} ${endpoint} ${status}`;
  let entry = known.get(key);
  if (!entry) {
    const labels = { method, endpoint, status };
    const child = requests.labels(labels);
    const timer = duration.labels(labels);
    entry = { inc: () => child.inc(), observe: (seconds) => timer.observe(seconds) };
    known.set(key, entry);
  }
  return entry;
}

/**
 * Counts and times every answer.
 * @param endpointOf the label for a request: a pattern from a closed set; defaults to Fastify's route pattern
 */
export function recordHttpMetrics(
  fastify: FastifyInstance,
  endpointOf: (request: FastifyRequest) => string = (request) => request.routeOptions.url ?? 'unknown',
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    inFlight.inc();
    whenOver(reply, () => {
      inFlight.dec();
      const entry = series(request.method, endpointOf(request), String(finalStatus(reply)));
      entry.inc();
      entry.observe(reply.elapsedTime / 1000);
    });
    done();
  });
}
