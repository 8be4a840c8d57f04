import { AppError, CommonErrors, isAppError } from '@dongbaejul/contracts';
import type { Upstream } from '../routing/route-table';
import { InvalidAnswer } from './exchange';

/** Why a proxied request was stopped by us; an error is what the client gets. */
export type StopReason = 'client-left' | 'client-slow' | 'deadline' | AppError;

export interface UpstreamFailure {
  error: AppError;
  /** Nothing of the request was sent: any method may be tried elsewhere. */
  unsent: boolean;
  /** Whether it says something about the address, rather than about this client or request. */
  countsAgainstAddress: boolean;
}

const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** undici's codes for an answer that breaks the rules of HTTP. */
const NO_HTTP = new Set(['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'UND_ERR_HEADERS_OVERFLOW']);

/** What went wrong between the edge and a service, in the client's words: it names the service, never an address. */
export function upstreamFailure(thrown: unknown, service: Upstream, stopped: StopReason | undefined): UpstreamFailure {
  const cause = rootCause(thrown);
  const invalid = thrown instanceof InvalidAnswer;
  const { code = '', name = '' } = cause as Partial<NodeJS.ErrnoException>;
  if (isAppError(stopped)) return { error: stopped, unsent: false, countsAgainstAddress: false };
  if (stopped === 'client-slow') {
    return { error: CommonErrors.REQUEST_TIMEOUT(), unsent: false, countsAgainstAddress: false };
  }
  if (stopped === 'client-left') {
    return { error: CommonErrors.SERVICE_UNAVAILABLE({ service }), unsent: false, countsAgainstAddress: false };
  }
  if (stopped === 'deadline') {
    return { error: CommonErrors.SERVICE_TIMEOUT({ service }, { cause }), unsent: false, countsAgainstAddress: true };
  }
  if (invalid || name === 'HTTPParserError' || code.startsWith('HPE_') || NO_HTTP.has(code)) {
    return { error: CommonErrors.UPSTREAM_INVALID({ service }, { cause }), unsent: false, countsAgainstAddress: true };
  }
  // undici refuses to write such a request; it says nothing about the address.
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED') {
    return { error: CommonErrors.MALFORMED_REQUEST(), unsent: true, countsAgainstAddress: false };
  }
  const unsent = UNSENT.has(code);
  return {
    error: CommonErrors.SERVICE_UNAVAILABLE({ service, retry_after: 1 }, { cause }),
    unsent,
    countsAgainstAddress: true,
  };
}

/** The innermost cause: undici's error wraps the socket's or the body stream's. */
function rootCause(thrown: unknown): object {
  let error: object = isObject(thrown) ? thrown : { message: String(thrown) };
  for (let depth = 0; depth < 5 && 'cause' in error && isObject(error.cause); depth += 1) {
    error = error.cause;
  }
  return error;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
