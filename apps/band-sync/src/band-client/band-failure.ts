import { AppError, ErrorDetails } from '@dongbaejul/contracts';
import { BandErrors } from './band.errors';

/** The kinds of failure that differ in what is done about them. */
export type BandFailureKind =
  | 'app-quota'
  | 'user-quota'
  | 'too-fast'
  | 'token'
  | 'forbidden'
  | 'not-a-member'
  | 'leaders-only'
  | 'parameters'
  | 'bad-reply'
  | 'unreachable'
  | 'timeout'
  | 'other';

const BY_RESULT_CODE = new Map<number, BandFailureKind>([
  [211, 'parameters'],
  [212, 'parameters'],
  [1001, 'app-quota'],
  [1002, 'user-quota'],
  [1003, 'too-fast'],
  [2142, 'leaders-only'],
  [2300, 'bad-reply'],
  [10401, 'token'],
  [10403, 'forbidden'],
  [60102, 'not-a-member'],
]);

const MAKERS = {
  'app-quota': BandErrors.BAND_APP_QUOTA,
  'user-quota': BandErrors.BAND_USER_QUOTA,
  'too-fast': BandErrors.BAND_TOO_FAST,
  token: BandErrors.BAND_TOKEN_REFUSED,
  forbidden: BandErrors.BAND_FORBIDDEN,
  'not-a-member': BandErrors.BAND_NOT_A_MEMBER,
  'leaders-only': BandErrors.BAND_LEADERS_ONLY,
  parameters: BandErrors.BAND_REQUEST_REFUSED,
  'bad-reply': BandErrors.BAND_BAD_REPLY,
  unreachable: BandErrors.BAND_UNREACHABLE,
  timeout: BandErrors.BAND_TIMEOUT,
  other: BandErrors.BAND_FAILED,
} as const satisfies Record<BandFailureKind, (details?: ErrorDetails) => AppError>;

/** One failed call. Carries nothing of the request: its address holds the access token. */
export class BandFailure extends Error {
  constructor(
    readonly kind: BandFailureKind,
    readonly endpoint: string,
    readonly facts: { resultCode?: number; status?: number; retryAfterMs?: number; reason?: string } = {},
  ) {
    super(`BAND ${endpoint}: ${kind}${facts.resultCode === undefined ? '' : ` (${facts.resultCode})`}`);
    this.name = 'BandFailure';
  }

  /** The failure as our error; `details` say which endpoint and code, for who has to look into it. */
  toAppError(): AppError {
    const { resultCode, status } = this.facts;
    return MAKERS[this.kind]({
      endpoint: this.endpoint,
      ...(resultCode !== undefined && { result_code: resultCode }),
      ...(status !== undefined && { status }),
    });
  }
}

export const isBandFailure = (error: unknown): error is BandFailure => error instanceof BandFailure;

/** What a result code means for us. Codes that BAND does not document are `other`. */
export const kindOfResultCode = (code: number): BandFailureKind => BY_RESULT_CODE.get(code) ?? 'other';
