import { AppError, CommonErrors, ERROR_KINDS, ErrorKind, ErrorText, isAppError, Language } from '@dongbaejul/contracts';
import { HttpException } from '@nestjs/common';

export interface ErrorBody {
  status: 'error';
  error: { code: string; message: string; details?: Record<string, unknown>; trace_id: string; stack?: string };
}

type ErrorMapper = (error: unknown) => AppError | undefined;
const mappers: ErrorMapper[] = [];

/** Lets a lib translate failures that it knows (a database that is away) before they count as internal errors. */
export function registerErrorMapper(mapper: ErrorMapper): void {
  if (!mappers.includes(mapper)) mappers.push(mapper);
}

/** Fastify's own refusals, by code. */
const FASTIFY_ERRORS: Record<string, () => AppError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => CommonErrors.BODY_TOO_LARGE(),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => CommonErrors.UNSUPPORTED_MEDIA_TYPE(),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => CommonErrors.MALFORMED_BODY(),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => CommonErrors.MALFORMED_BODY(),
  FST_ERR_CTP_INVALID_JSON_BODY: () => CommonErrors.MALFORMED_BODY(),
  FST_ERR_BAD_URL: () => CommonErrors.MALFORMED_URL(),
  FST_ERR_MAX_PARAM_LENGTH: () => CommonErrors.ROUTE_NOT_FOUND(),
  FST_ERR_NOT_FOUND: () => CommonErrors.ROUTE_NOT_FOUND(),
};

const BY_STATUS: Record<number, () => AppError> = {
  400: () => CommonErrors.MALFORMED_REQUEST(),
  401: () => CommonErrors.SIGN_IN_REQUIRED(),
  403: () => CommonErrors.FORBIDDEN(),
  404: () => CommonErrors.ROUTE_NOT_FOUND(),
  405: () => CommonErrors.METHOD_NOT_ALLOWED(),
  409: () => CommonErrors.CONFLICT(),
  413: () => CommonErrors.BODY_TOO_LARGE(),
  415: () => CommonErrors.UNSUPPORTED_MEDIA_TYPE(),
  429: () => CommonErrors.TOO_MANY_REQUESTS(),
  503: () => CommonErrors.SERVICE_UNAVAILABLE(),
  504: () => CommonErrors.SERVICE_TIMEOUT(),
};

/** Whatever was thrown, as our error. What nobody knows becomes INTERNAL, with the original as its cause. */
export function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  for (const mapper of mappers) {
    const mapped = mapper(error);
    if (mapped) return mapped;
  }
  const code = (error as { code?: unknown } | null)?.code;
  const fromFastify = typeof code === 'string' ? FASTIFY_ERRORS[code] : undefined;
  if (fromFastify) return fromFastify();
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number } | null)?.statusCode;
  const fromStatus = typeof status === 'number' ? BY_STATUS[status] : undefined;
  return fromStatus ? fromStatus() : CommonErrors.INTERNAL(undefined, { cause: error });
}

/** Korean unless the client prefers English. */
export function languageOf(acceptLanguage: string | string[] | undefined): Language {
  const header = Array.isArray(acceptLanguage) ? acceptLanguage[0] : acceptLanguage;
  if (!header) return 'ko';
  const first = header.split(',').find((part) => /^\s*(ko|en)\b/i.test(part));
  return first?.trim().toLowerCase().startsWith('en') ? 'en' : 'ko';
}

/** The failure envelope (seeds/002). `stack` is for development only. */
export function errorBody(error: AppError, language: Language, traceId: string, withStack = false): ErrorBody {
  const source = error.cause instanceof Error ? error.cause : error;
  return {
    status: 'error',
    error: {
      code: error.code,
      message: error.text[language],
      ...(error.details && { details: localise(error.details, language) }),
      trace_id: traceId,
      ...(withStack && error.status >= 500 && { stack: source.stack }),
    },
  };
}

export const logLevelOf = (kind: ErrorKind): 'info' | 'warn' | 'error' => ERROR_KINDS[kind].level;

/** A detail may be written in both languages; the client gets one. */
function localise(details: Record<string, unknown>, language: Language): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => [key, isErrorText(value) ? value[language] : value]),
  );
}

const isErrorText = (value: unknown): value is ErrorText =>
  typeof value === 'object' && value !== null && 'ko' in value && 'en' in value;
