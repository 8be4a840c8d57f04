export { MongoConnection } from './connection/mongo-connection';
export { reseal, resealReport, type SealedRows } from './encryption/reseal';
export { ENCRYPTION_KEY, SecretBox } from './encryption/secret-box';
export { isDuplicateKey } from './errors/mongo-errors';
export { SectionExport, type ExportedPage, type ExportSection } from './export/section-export';
export { Idempotent } from './idempotency/idempotent.decorator';
export { decodeCursor, encodeCursor, type SortOrder } from './lists/cursor';
export { limitOf, ListQuery } from './lists/list-query.dto';
export { countRows, MAX_OFFSET, paginate, type Page } from './lists/paginate';
export {
  atLeast,
  type Counted,
  countedUpToExact,
  EXACT_TOTAL,
  PaginationDto,
  paginationOf,
} from './lists/pagination.dto';
export { ensureIndex, type IndexOptions } from './migrations/ensure-index';
export type { Migration, MigrationLease } from './migrations/migration';
export { MigrationRunner } from './migrations/migration-runner';
export { PersistenceModule } from './persistence.module';
export { applyIfNewer } from './projections/apply-if-newer';
export { EVERY_ROW } from './query/every-row';
export { where } from './query/where';
export { KeyedQueue } from './transactions/keyed-queue';
export {
  afterCommit,
  afterTransaction,
  Transactions,
  type TransactionBody,
  type TransactionOptions,
} from './transactions/transactions';
