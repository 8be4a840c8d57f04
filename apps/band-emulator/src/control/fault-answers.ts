import {
  BandError,
  COOL_DOWN,
  EXCEEDED_APP_QUOTA,
  EXCEEDED_USER_QUOTA,
  FORBIDDEN,
  INVALID_RESPONSE,
  NOT_BAND_MEMBER,
  UNAUTHORIZED,
} from '../open-api/band.errors';
import type { ActiveFault } from './faults';

/** An answer that goes out as it is, past the envelope, or a connection that ends without one. */
export class RawAnswer extends Error {
  constructor(
    readonly status: number,
    readonly contentType: string,
    readonly body: string,
    readonly options: { retryAfter?: number; location?: string; connection?: 'drop' | 'cut' } = {},
  ) {
    super('raw answer');
  }
}

const HTML_ERROR =
  '<!doctype html><html><head><title>502</title></head><body><h1>일시적인 오류입니다</h1><p>잠시 후 다시 시도해 주세요.</p></body></html>';
const HALF_JSON = '{"result_code":1,"result_data":{"paging":{"previous_params":null,"next_par';
const NONSENSE =
  '{"result_code":1,"result_data":{"paging":"soon","items":{"0":null,"1":"안녕","created_at":"어제"},"bands":7,"post":[]}}';

/** What a fault answers with; undefined for one that keeps the answer, or makes another of it (`spoilt`). */
export function faultAnswer(fault: ActiveFault): Error | undefined {
  const status = fault.status ?? 200;
  switch (fault.kind) {
    case 'app_quota':
      return new BandError(EXCEEDED_APP_QUOTA, status);
    case 'user_quota':
      return new BandError(EXCEEDED_USER_QUOTA, status);
    case 'cool_down':
      return new BandError(COOL_DOWN, status);
    case 'unauthorized':
      return new BandError(UNAUTHORIZED, fault.status);
    case 'forbidden':
      return new BandError(FORBIDDEN, fault.status);
    case 'not_member':
      return new BandError(NOT_BAND_MEMBER, status);
    case 'invalid_response':
      return new BandError(INVALID_RESPONSE, status);
    case 'result_code':
      return new BandError({ code: fault.resultCode ?? INVALID_RESPONSE.code, message: 'Emulated failure' }, status);
    case 'too_many_requests':
      return new RawAnswer(429, 'text/plain; charset=utf-8', 'Too Many Requests', { retryAfter: fault.retryAfter });
    case 'server_error':
      return new RawAnswer(fault.status ?? 502, 'text/html; charset=utf-8', HTML_ERROR);
    case 'not_json':
      return new RawAnswer(status, 'text/html; charset=utf-8', HTML_ERROR);
    case 'truncated':
      return new RawAnswer(status, 'application/json; charset=utf-8', HALF_JSON);
    case 'nonsense':
      return new RawAnswer(status, 'application/json; charset=utf-8', NONSENSE);
    case 'empty':
      return new RawAnswer(status, 'application/json; charset=utf-8', '');
    case 'drop':
      return new RawAnswer(status, '', '', { connection: 'drop' });
    case 'cut_off':
      return new RawAnswer(status, 'application/json; charset=utf-8', HALF_JSON, { connection: 'cut' });
    case 'redirect':
      return new RawAnswer(fault.status ?? 302, 'text/plain; charset=utf-8', '', { location: fault.location ?? '/' });
    case 'delay':
    case 'odd_status':
    case 'short_list':
      return undefined;
  }
}

/** A list of which the second half is missing, as if that were its end; anything else as it is. */
export function shortened(answer: unknown): unknown {
  const { result_data: data } = answer as { result_data?: { items?: unknown[] } };
  if (!Array.isArray(data?.items)) return answer;
  const items = data.items.slice(0, Math.floor(data.items.length / 2));
  return {
    ...(answer as object),
    result_data: { ...data, items, paging: { previous_params: null, next_params: null } },
  };
}
