import { CommonErrors, ErrorShape, ErrorText } from '@dongbaejul/contracts';

/** Why an event gave up: a code and a sentence for people. Never a stack or a driver's message. */
export interface DeadLetterReason {
  code: string;
  text: ErrorText;
}

const STALLED: DeadLetterReason = {
  code: 'STALLED',
  text: { ko: '처리하던 프로세스가 반복해서 중단되었습니다.', en: 'The processes working on it kept dying.' },
};

/** @returns what BullMQ keeps as the failed reason */
export const writeReason = ({ code, text }: Pick<ErrorShape, 'code' | 'text'>): string =>
  JSON.stringify({ code, text });

/** Reads a failed reason, ours or BullMQ's. */
export function readReason(failedReason: string | undefined): DeadLetterReason {
  try {
    const { code, text } = JSON.parse(failedReason ?? '') as Partial<DeadLetterReason>;
    if (typeof code === 'string' && typeof text?.ko === 'string' && typeof text.en === 'string') return { code, text };
  } catch {
    // Not ours.
  }
  if (failedReason?.includes('stalled')) return STALLED;
  const { code, text } = CommonErrors.INTERNAL();
  return { code, text };
}
