/**
 * The one error model of the platform. A *kind* (closed list) alone decides HTTP status and log level;
 * a *code* names the case and crosses processes, languages and versions; `instanceof` does not.
 */
export const ERROR_KINDS = {
  input: { status: 400, level: 'info' },
  unauthorized: { status: 401, level: 'info' },
  forbidden: { status: 403, level: 'info' },
  'not-found': { status: 404, level: 'info' },
  'method-not-allowed': { status: 405, level: 'info' },
  'request-timeout': { status: 408, level: 'info' },
  conflict: { status: 409, level: 'info' },
  stale: { status: 412, level: 'info' },
  'too-large': { status: 413, level: 'info' },
  'unsupported-media': { status: 415, level: 'info' },
  unprocessable: { status: 422, level: 'info' },
  'headers-too-large': { status: 431, level: 'info' },
  limit: { status: 429, level: 'info' },
  internal: { status: 500, level: 'error' },
  'bad-upstream': { status: 502, level: 'error' },
  unavailable: { status: 503, level: 'warn' },
  /** Like unavailable, and nothing to worry about: it happens at every start. */
  starting: { status: 503, level: 'info' },
  timeout: { status: 504, level: 'warn' },
} as const;

export type ErrorKind = keyof typeof ERROR_KINDS;
export type Language = 'ko' | 'en';
export type ErrorText = Record<Language, string>;

/** Facts that help the caller mend the request: a sentence by field, seconds to wait, … Never internals. */
export type ErrorDetails = Record<string, unknown>;

export interface ErrorDefinition extends ErrorText {
  readonly kind: ErrorKind;
}

/** An error as it travels between processes (replies of asks, dead letters). */
export interface ErrorShape {
  code: string;
  kind: ErrorKind;
  text: ErrorText;
  details?: ErrorDetails;
}

export class AppError extends Error {
  constructor(
    readonly code: string,
    readonly kind: ErrorKind,
    readonly text: ErrorText,
    readonly details?: ErrorDetails,
    options?: { cause?: unknown },
  ) {
    super(`${code}: ${text.en}`, options);
    this.name = 'AppError';
  }

  get status(): number {
    return ERROR_KINDS[this.kind].status;
  }

  toShape(): ErrorShape {
    return { code: this.code, kind: this.kind, text: this.text, ...(this.details && { details: this.details }) };
  }

  static fromShape(shape: ErrorShape): AppError {
    return new AppError(shape.code, shape.kind, shape.text, shape.details);
  }
}

/** True for our error whichever bundle or process made the class. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === 'AppError' && 'code' in error && 'kind' in error;
}

type Throwable = (details?: ErrorDetails, options?: { cause?: unknown }) => AppError;

/** Every code defined in this process, for the table in docs/errors.md and the test that keeps it complete. */
export const ERROR_CATALOGUE = new Map<string, ErrorDefinition>();

/**
 * Declares a feature's errors and returns one maker per code:
 * `throw PostErrors.POST_NOT_FOUND()` or `throw AuthErrors.TOO_MANY_ATTEMPTS({ retry_after: 30 })`.
 * A code may be defined once only in a process.
 */
export function defineErrors<const Codes extends Record<string, ErrorDefinition>>(
  definitions: Codes,
): { readonly [Code in keyof Codes]: Throwable } {
  const makers: Record<string, Throwable> = {};
  for (const [code, definition] of Object.entries(definitions)) {
    const known = ERROR_CATALOGUE.get(code);
    if (known && JSON.stringify(known) !== JSON.stringify(definition)) {
      throw new Error(`Error code ${code} is defined twice with different meanings`);
    }
    ERROR_CATALOGUE.set(code, definition);
    const text = { ko: definition.ko, en: definition.en };
    makers[code] = (details, options) => new AppError(code, definition.kind, text, details, options);
  }
  return makers as { readonly [Code in keyof Codes]: Throwable };
}
