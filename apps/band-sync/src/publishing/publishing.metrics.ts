import { metrics } from '@dongbaejul/service-kit';

export const publicationsEnded = metrics.counter({
  name: 'band_publications_ended_total',
  help: 'Publications at BAND that this process ended: published, failed, or unknown (staff have to decide)',
  labelNames: ['outcome'],
});
