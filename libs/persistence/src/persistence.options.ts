import type { Migration } from './migrations/migration';

export interface PersistenceConfig {
  MONGODB_URI: string;
  MONGODB_DB_NAME: string;
  /** The longest that a transaction takes with all its tries, in milliseconds; see `Transactions`. */
  MONGODB_TRANSACTION_MS?: number;
  NODE_ENV?: string;
  /** Keys the digests of requests that are kept for Idempotency-Key; every process of a service has the same. */
  GATEWAY_SIGNING_SECRET: string;
}

/** What `PersistenceModule.forRoot` was given. */
export class PersistenceOptions {
  config: PersistenceConfig;
  /** Shown to the server as the client's name. */
  service: string;
  migrations?: readonly Migration[];
}
