import { metrics } from '@dongbaejul/service-kit';

export const ticksTotal = metrics.counter({
  name: 'band_sync_ticks_total',
  help: 'Ticks of the sync schedule that this process carried out, by what became of them',
  labelNames: ['outcome'],
});
