import { AppError, Language } from '@dongbaejul/contracts';
import type { DeadLetter } from '@dongbaejul/messaging';
import { errorBody } from '@dongbaejul/service-kit';
import type { DeadLetterDto } from './dead-letters.dto';

/** A dead letter as staff read it: why it was given up in their language, said like any other error. */
export function presentDeadLetter(letter: DeadLetter, language: Language): DeadLetterDto {
  const { code, text, details } = letter.reason;
  const { error } = errorBody(new AppError(code, 'internal', text, details), language, letter.trace_id);
  return {
    ...letter,
    reason: { code, message: error.message, ...(error.details && { details: error.details }) },
  };
}
