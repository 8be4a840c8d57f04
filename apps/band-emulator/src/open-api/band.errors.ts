export interface Failure {
  code: number;
  message: string;
}

// BAND's documented result codes and their texts.
export const INVALID_PARAMETERS: Failure = { code: 211, message: 'Invalid Parameters' };
export const INSUFFICIENT_PARAMETERS: Failure = { code: 212, message: 'Insufficient Parameters' };
export const EXCEEDED_APP_QUOTA: Failure = { code: 1001, message: 'App quota has been exceeded' };
export const EXCEEDED_USER_QUOTA: Failure = { code: 1002, message: 'User quota has been exceeded' };
export const COOL_DOWN: Failure = { code: 1003, message: 'Cool down time restriction' };
export const LEADERS_ONLY: Failure = { code: 2142, message: 'Only Band Leaders are allowed to do this' };
export const INVALID_RESPONSE: Failure = { code: 2300, message: 'Invalid response' };
export const TOO_LONG: Failure = { code: 3001, message: 'Exceeded character limit' };
export const UNAUTHORIZED: Failure = { code: 10401, message: 'Unauthorized' };
export const FORBIDDEN: Failure = { code: 10403, message: 'Forbidden' };
export const NOT_BAND_MEMBER: Failure = { code: 60102, message: 'Not Band member' };

// A client must look at the result code and not at the status; these two come with a status of their own.
const STATUS: Readonly<Record<number, number>> = { [UNAUTHORIZED.code]: 401, [FORBIDDEN.code]: 403 };

/** A failure in BAND's envelope. */
export class BandError extends Error {
  readonly status: number;

  constructor(
    readonly failure: Failure,
    status?: number,
    readonly detail?: string,
  ) {
    super(failure.message);
    this.status = status ?? STATUS[failure.code] ?? 200;
  }
}

export function invalid(detail: string): BandError {
  return new BandError(INVALID_PARAMETERS, undefined, detail);
}

export function missing(name: string): BandError {
  return new BandError(INSUFFICIENT_PARAMETERS, undefined, `${name} is required`);
}
