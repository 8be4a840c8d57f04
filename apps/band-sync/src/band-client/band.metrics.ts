import { metrics } from '@dongbaejul/service-kit';

export const bandCalls = metrics.counter({
  name: 'band_api_calls_total',
  help: 'Calls to BAND, by endpoint and by result code (or what stood in its place)',
  labelNames: ['endpoint', 'result'],
});

export const bandCallDuration = metrics.histogram({
  name: 'band_api_call_duration_seconds',
  help: 'Time from a call to BAND to the end of its answer',
  labelNames: ['endpoint'],
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});
