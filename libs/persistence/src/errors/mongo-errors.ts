import { AppError, CommonErrors, ErrorText } from '@dongbaejul/contracts';

/** Server codes: the node is not (or no longer) the one to write to, or goes away. */
const UNAVAILABLE_CODES = new Set([6, 7, 89, 91, 112, 189, 251, 9001, 10058, 10107, 11600, 11602, 13435, 13436]);
/** MaxTimeMSExpired, ExceededTimeLimit, NetworkInterfaceExceededTimeLimit, LockTimeout, TransactionTooOld, WriteConcern timeout. */
const TIMEOUT_CODES = new Set([24, 50, 64, 202, 225, 262]);
const UNAVAILABLE_NAMES = new Set([
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNetworkError',
  'MongoNotConnectedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'MongoPoolClearedOnNetworkError',
  'MongoWaitQueueTimeoutError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
  'MongoExpiredSessionError',
  'DisconnectedError',
]);
const DEAD_PEER_CODES = new Set(['EPIPE', 'ECONNRESET']);
const TIMEOUT_NAMES = new Set(['MongoNetworkTimeoutError', 'MongoOperationTimeoutError']);
const NOT_CONNECTED_YET = /initial connection is complete|bufferCommands/;

interface Failure {
  name?: string;
  code?: unknown;
  message?: string;
  path?: string;
  keyPattern?: Record<string, unknown>;
  errors?: Record<string, { path?: string }>;
}

const DUPLICATE_KEY = 11000;
const NOT_VALID: ErrorText = { ko: '올바르지 않은 값입니다.', en: 'is not valid' };

/**
 * Translates a driver's or Mongoose's failure into the platform's errors; registered for HTTP answers and asks.
 * @returns SERVICE_UNAVAILABLE (no primary, selection, network, pool), SERVICE_TIMEOUT (server or socket limits),
 *   CONFLICT (a unique index nobody handled), STALE_VERSION, INVALID_INPUT (a value that does not fit its field),
 *   or undefined for what it does not know
 */
export function mapMongoError(thrown: unknown): AppError | undefined {
  const error = unwrapBulk(thrown);
  if (typeof error !== 'object' || error === null) return undefined;
  const { name = '', code, message = '', path, errors } = error as Failure;
  const options = { cause: error };
  if (TIMEOUT_NAMES.has(name)) return CommonErrors.SERVICE_TIMEOUT(undefined, options);
  if (UNAVAILABLE_NAMES.has(name)) return CommonErrors.SERVICE_UNAVAILABLE({ retry_after: 1 }, options);
  if (name === 'MongooseError' && NOT_CONNECTED_YET.test(message)) {
    return CommonErrors.SERVICE_UNAVAILABLE({ retry_after: 1 }, options);
  }
  if (name === 'CastError' && path) return CommonErrors.INVALID_INPUT({ [path]: NOT_VALID }, options);
  if (name === 'ValidationError' && errors) {
    return CommonErrors.INVALID_INPUT(Object.fromEntries(Object.keys(errors).map((key) => [key, NOT_VALID])), options);
  }
  if (name === 'VersionError') return CommonErrors.STALE_VERSION(undefined, options);
  if (isDeadPeer(error)) return CommonErrors.SERVICE_UNAVAILABLE({ retry_after: 1 }, options);
  if (!name.startsWith('Mongo') || typeof code !== 'number') return undefined;
  if (code === DUPLICATE_KEY) return CommonErrors.CONFLICT(undefined, options);
  if (TIMEOUT_CODES.has(code)) return CommonErrors.SERVICE_TIMEOUT(undefined, options);
  if (UNAVAILABLE_CODES.has(code)) return CommonErrors.SERVICE_UNAVAILABLE({ retry_after: 1 }, options);
  return undefined;
}

/** What a socket says of a peer that is gone: the driver lets it through, unlabelled, when it writes before it has seen the end. */
export function isDeadPeer(error: unknown): boolean {
  const { name, code } = (error ?? {}) as Failure;
  return name === 'Error' && typeof code === 'string' && DEAD_PEER_CODES.has(code);
}

/**
 * The driver wraps whatever befell an insertMany or bulkWrite, a lost connection too, into one class that says neither
 * name nor label of it.
 * @returns what is inside, or the error itself
 */
export function unwrapBulk(error: unknown): unknown {
  const inner = (error as { name?: string; errorResponse?: unknown } | null)?.errorResponse;
  return (error as Failure | null)?.name === 'MongoBulkWriteError' && isNamed(inner) ? inner : error;
}

const isNamed = (value: unknown): value is Failure =>
  typeof value === 'object' && value !== null && typeof (value as Failure).name === 'string';

/**
 * Whether a write failed because a unique index has that value already. Test it outside the transaction: inside, the
 * server has aborted it.
 * @param indexName only this index, for example `email_1` or `_id_`
 */
export function isDuplicateKey(error: unknown, indexName?: string): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message = '' } = error as Failure;
  if (code !== DUPLICATE_KEY) return false;
  return indexName === undefined || message.includes(`index: ${indexName} `);
}
