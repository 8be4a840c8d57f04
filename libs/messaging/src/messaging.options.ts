import type { ServiceName } from '@dongbaejul/contracts';

export interface MessagingConfig {
  REDIS_URL: string;
  REDIS_KEY_PREFIX: string;
}

/** Times in milliseconds. The defaults are for production; tests shorten them. */
export interface EventTimings {
  /** Tries before an event becomes a dead letter. Default 8. */
  attempts?: number;
  /** Pause before the second try; doubles with each further one. Default 1,000: about two minutes in all. */
  backoff?: number;
  /** The relay looks for events at least this often. Default 2,000. */
  poll?: number;
  /** First check of whether a handed-over event was taken in; doubles up to a minute. Default 5,000. */
  sweep?: number;
  /** Transactions in which one process takes events in at once, a group each. Default 4: the pool has 10 connections. */
  concurrency?: number;
}

/** What `MessagingModule.forRoot` was given. */
export class MessagingOptions {
  service: ServiceName;
  config: MessagingConfig;
  /** Whether the service tells and hears durable events; needs PersistenceModule. Default true. */
  durable?: boolean;
  events?: EventTimings;
}
