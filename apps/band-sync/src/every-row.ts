/**
 * For `bulkWrite`: mongoose leaves out what fails validation from an unordered write and says nothing. Here it throws,
 * so that a run never counts as written what is not.
 */
export const EVERY_ROW = { ordered: false, throwOnValidationError: true } as const;
