import { metrics } from '@dongbaejul/service-kit';

const total = metrics.counter({
  name: 'asks_total',
  help: 'Asks by outcome: ok, an error code, or why a server left it alone',
  labelNames: ['ask', 'side', 'outcome'],
});
const duration = metrics.histogram({
  name: 'ask_duration_seconds',
  help: 'Time of an ask, retries included on the client side',
  labelNames: ['ask', 'side'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

/** Counts an ask and, where it was worked on, its time. */
export function recordAsk(ask: string, side: 'client' | 'server', outcome: string, startedAt?: number): void {
  total.inc({ ask, side, outcome });
  if (startedAt !== undefined) duration.observe({ ask, side }, (performance.now() - startedAt) / 1000);
}
