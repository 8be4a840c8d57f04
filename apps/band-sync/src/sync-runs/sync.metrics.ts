import { metrics } from '@dongbaejul/service-kit';

export const runDuration = metrics.histogram({
  name: 'band_sync_run_duration_seconds',
  help: 'Time a process worked on a sync run, by how that ended',
  labelNames: ['outcome'],
  buckets: [1, 2.5, 5, 10, 30, 60, 300, 900, 1_800, 3_600],
});

export const syncedItems = metrics.counter({
  name: 'band_sync_items_total',
  help: 'What sync runs met, by kind and by what had become of it',
  labelNames: ['kind', 'change'],
});

export const lastSuccess = metrics.gauge({
  name: 'band_sync_last_success_timestamp_seconds',
  help: 'When a sync run last succeeded in this process',
});
