/** The most rows of people that one file may hold; a club has some hundreds. */
export const MOST_ROWS = 2_000;
/** Headings may stand below a title. */
export const HEADING_WITHIN = 10;
/** Rows of a table that are looked at; one more than may be there, so that too many are noticed. */
export const ROWS_READ = MOST_ROWS + HEADING_WITHIN + 1;
export const MOST_COLUMNS = 50;
export const LONGEST_CELL = 1_000;

/** A row of a sheet, by its number there (from 1), with the cells' texts. */
export interface TableRow {
  number: number;
  cells: string[];
}
