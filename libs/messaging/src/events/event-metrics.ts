import { metrics } from '@dongbaejul/service-kit';

export const eventMetrics = {
  consumed: metrics.counter({
    name: 'events_consumed_total',
    help: 'Durable events by outcome: applied, duplicate, retried, postponed, given_back, dead, dismissed',
    labelNames: ['event', 'outcome'],
  }),
  lag: metrics.histogram({
    name: 'event_lag_seconds',
    help: 'From the change to its effect in this service',
    labelNames: ['event'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  }),
  relayed: metrics.counter({
    name: 'events_relayed_total',
    help: 'Jobs handed to subscribers, by reason: first, or missing when the sweep looked',
    labelNames: ['reason'],
  }),
  outboxOpen: metrics.gauge({
    name: 'outbox_open',
    help: 'Events that some subscriber has not taken in (at most 100,000 counted)',
  }),
  queue: metrics.gauge({
    name: 'event_queue_jobs',
    help: 'Jobs of this service by state; failed ones are the dead letters',
    labelNames: ['state'],
  }),
};
