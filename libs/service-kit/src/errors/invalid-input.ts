import { AppError, CommonErrors, ErrorText } from '@dongbaejul/contracts';
import type { ValidationError } from 'class-validator';
import { REQUIRED, validationText } from './validation-messages';

/** `details` from field path to one sentence: { "email": "must be an email" } (seeds/002). */
export function invalidInput(errors: ValidationError[]): AppError {
  const details: Record<string, ErrorText> = {};
  collect(errors, '', details);
  return CommonErrors.INVALID_INPUT(details);
}

/** INVALID_INPUT for one field, for rules that a decorator cannot say. */
export function invalidField(field: string, ko: string, en: string): AppError {
  return CommonErrors.INVALID_INPUT({ [field]: { ko, en } });
}

function collect(errors: ValidationError[], path: string, details: Record<string, ErrorText>): void {
  for (const error of errors) {
    const field = path ? `${path}.${error.property}` : error.property;
    const [constraint, message] = Object.entries(error.constraints ?? {}).at(-1) ?? [];
    if (constraint && message) {
      const isMissing = 'value' in error && error.value === undefined && constraint !== 'whitelistValidation';
      details[field] = isMissing ? REQUIRED : validationText(constraint, withoutName(message, error.property));
    }
    collect(error.children ?? [], field, details);
  }
}

const withoutName = (message: string, property: string): string =>
  message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
