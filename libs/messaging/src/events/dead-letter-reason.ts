import { CommonErrors, ErrorDetails, ErrorShape, ErrorText } from '@dongbaejul/contracts';

/** Why an event gave up: a code, a sentence for people, and what the error's maker added for them (which field was
 * invalid). Never a stack, a cause or a driver's message. */
export interface DeadLetterReason {
  code: string;
  text: ErrorText;
  details?: ErrorDetails;
}

const STALLED: DeadLetterReason = {
  code: 'STALLED',
  text: { ko: '처리하던 프로세스가 반복해서 중단되었습니다.', en: 'The processes working on it kept dying.' },
};

/** Details beyond this are left out: Redis keeps thousands of these. In characters of JSON. */
const MOST_DETAILS = 4_000;

/** @returns what BullMQ keeps as the failed reason */
export function writeReason({ code, text, details }: Pick<ErrorShape, 'code' | 'text' | 'details'>): string {
  const kept = details && JSON.stringify(details).length <= MOST_DETAILS ? details : undefined;
  return JSON.stringify({ code, text, details: kept });
}

/** Reads a failed reason, ours or BullMQ's. */
export function readReason(failedReason: string | undefined): DeadLetterReason {
  try {
    const { code, text, details } = JSON.parse(failedReason ?? '') as Partial<DeadLetterReason>;
    if (typeof code === 'string' && typeof text?.ko === 'string' && typeof text.en === 'string') {
      return { code, text, ...(details && { details }) };
    }
  } catch {
    // Not ours.
  }
  if (failedReason?.includes('stalled')) return STALLED;
  const { code, text } = CommonErrors.INTERNAL();
  return { code, text };
}
