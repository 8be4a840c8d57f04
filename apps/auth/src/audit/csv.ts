/** Excel takes a file without it for the local code page, and Korean for rubbish. */
export const UTF8_MARK = '\ufeff';

/** What spreadsheets begin to calculate at (OWASP, CSV injection), full-width forms included. */
const FORMULA = /^[\s\u00a0\ufeff]*[=+\-@\t\r\n＝＋－＠]/u;
const QUOTED = /[",\r\n]/;

/** One cell: a text that a spreadsheet would take for a formula gets an apostrophe in front; RFC 4180 quotes. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(safe) || safe !== value ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line with its end (RFC 4180: CRLF). */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(csvCell).join(',')}\r\n`;
