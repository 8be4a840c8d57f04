/**
 * For an unordered `bulkWrite`: mongoose leaves out what fails validation and says nothing. Here it throws, so that
 * nothing counts as written that is not.
 */
export const EVERY_ROW = { ordered: false, throwOnValidationError: true } as const;
