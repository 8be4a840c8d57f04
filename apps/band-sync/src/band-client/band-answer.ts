import { BandFailure, kindOfResultCode } from './band-failure';
import type { HttpAnswer } from './band-http';
import { isObject, Json, UnreadableReply } from './readers';

export interface OpenedAnswer {
  /** For metrics: BAND's result code, or a word for what came instead. */
  result: string;
  data?: unknown;
  failure?: BandFailure;
}

/**
 * Opens BAND's envelope `{result_code, result_data}`. The code alone decides: 1 is success whatever the HTTP status.
 * An answer without a code counts by its status: 429 asks for slower calls, 5xx is BAND's own trouble, anything else
 * cannot be read.
 */
export function openAnswer(endpoint: string, { status, body, retryAfterMs }: HttpAnswer): OpenedAnswer {
  const envelope = parse(body);
  const code = envelope?.result_code;
  if (envelope && typeof code === 'number') {
    if (code === 1) return { result: '1', data: envelope.result_data };
    const failure = new BandFailure(kindOfResultCode(code), endpoint, { resultCode: code, status, retryAfterMs });
    return { result: String(code), failure };
  }
  if (status === 429) {
    return { result: 'http_429', failure: new BandFailure('too-fast', endpoint, { status, retryAfterMs }) };
  }
  if (status >= 500) return { result: 'http_5xx', failure: new BandFailure('other', endpoint, { status }) };
  return { result: 'unreadable', failure: new BandFailure('bad-reply', endpoint, { status }) };
}

/** Applies a reader; what it cannot read is a bad reply. */
export function readOrFail<T>(endpoint: string, data: unknown, read: (data: unknown) => T): T {
  try {
    return read(data);
  } catch (error) {
    if (error instanceof UnreadableReply) throw new BandFailure('bad-reply', endpoint, { reason: error.message });
    throw error;
  }
}

export function parse(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
