import { requestContext } from '@dongbaejul/service-kit';
import type { RosterImportDto } from './dto/import.dto';
import type { ImportSummary } from './import-summary';

/** An import's result in the reader's language. */
export function presentImport({ errors, ...summary }: ImportSummary): RosterImportDto {
  const language = requestContext()?.language ?? 'ko';
  return { ...summary, errors: errors.map(({ row, field, text }) => ({ row, field, message: text[language] })) };
}
