import { parse } from 'csv-parse/sync';
import { decodeText } from './decode-text';
import { RosterFileErrors } from './roster-file.errors';
import { LONGEST_CELL, MOST_COLUMNS, ROWS_READ, TableRow } from './table';

const DELIMITERS = [',', '\t', ';'];
/** Twice what the longest table has; commas in texts count as well. */
const MOST_DELIMITERS = 2 * ROWS_READ * MOST_COLUMNS;

interface Line {
  record: string[];
  info: { lines: number };
}

/** @throws ROSTER_UNREADABLE */
export function readCsv(bytes: Buffer): TableRow[] {
  const text = decodeText(bytes);
  const delimiter = delimiterOf(text);
  if (countOf(text, delimiter) > MOST_DELIMITERS) throw RosterFileErrors.ROSTER_UNREADABLE();
  try {
    const lines = parse(text, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MOST_COLUMNS * LONGEST_CELL,
      to: ROWS_READ,
      info: true,
    }) as unknown as Line[];
    return lines.map(({ record, info }) => ({ number: info.lines, cells: record.slice(0, MOST_COLUMNS).map(bounded) }));
  } catch (error) {
    throw RosterFileErrors.ROSTER_UNREADABLE(undefined, { cause: error });
  }
}

const bounded = (cell: string): string => cell.slice(0, LONGEST_CELL);

/** Whichever is most common at the beginning, where the headings are. */
function delimiterOf(text: string): string {
  const head = text.slice(0, 2_000);
  return DELIMITERS.reduce((best, delimiter) => (countOf(head, delimiter) > countOf(head, best) ? delimiter : best));
}

function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count += 1;
  return count;
}
