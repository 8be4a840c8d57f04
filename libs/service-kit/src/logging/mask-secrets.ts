const MASK = '[masked]';

/** Keys whose values never reach a log, wherever they stand in a logged object (first two levels). */
export const SECRET_KEYS = [
  'password',
  'new_password',
  'current_password',
  'token',
  'access_token',
  'refresh_token',
  'mfa_token',
  'authorization',
  'cookie',
  'set-cookie',
  'code',
  'code_verifier',
  'client_secret',
  'secret',
];

const IN_TEXT = [
  /((?:access_token|refresh_token|client_secret|code_verifier|code|token|password)=)[^&\s"']+/gi,
  /(Bearer\s+)[\w.~+/-]+=*/gi,
  /(\b(?:mongodb(?:\+srv)?|rediss?|https?):\/\/[^:/\s@]*:)[^@\s/]+(?=@)/gi,
];

/** Replaces credentials inside free text: query parameters, bearer tokens, passwords in connection strings. */
export function maskSecrets(text: string): string {
  return IN_TEXT.reduce((masked, pattern) => masked.replace(pattern, `$1${MASK}`), text);
}

/** Paths for pino's redaction. `code` is a secret inside a body and a fact in an error, hence only below `body`/`query`. */
export const REDACTED_PATHS = SECRET_KEYS.filter((key) => key !== 'code')
  .flatMap((key) => [`["${key}"]`, `*["${key}"]`])
  .concat(['body.code', 'query.code']);

export const redaction = { paths: REDACTED_PATHS, censor: MASK };
