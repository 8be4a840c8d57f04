import { columnsOf } from './columns';
import { nameKey } from './name-key';
import { readCsv } from './read-csv';
import { readXlsx } from './read-xlsx';
import { RosterFileErrors } from './roster-file.errors';
import { readRow, type RosterRow, type RowError } from './row-rules';
import { HEADING_WITHIN, MOST_ROWS, type TableRow } from './table';

export interface Roster {
  rows: RosterRow[];
  errors: RowError[];
  ignored_columns: string[];
}

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');
/** What .xls and encrypted workbooks are wrapped in. */
const COMPOUND_FILE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

/**
 * Reads a roster, whichever kind it is by its content.
 * @throws ROSTER_TYPE_NOT_SUPPORTED, ROSTER_UNREADABLE, ROSTER_NO_NAME_COLUMN, ROSTER_EMPTY, ROSTER_TOO_MANY_ROWS
 */
export async function readRoster(bytes: Buffer): Promise<Roster> {
  if (bytes.subarray(0, 4).equals(COMPOUND_FILE)) throw RosterFileErrors.ROSTER_TYPE_NOT_SUPPORTED();
  const isZip = bytes.subarray(0, 4).equals(ZIP);
  return rosterOf(isZip ? await readXlsx(bytes) : readCsv(bytes));
}

export function rosterOf(table: readonly TableRow[]): Roster {
  const heading = table.slice(0, HEADING_WITHIN).findIndex(({ cells }) => columnsOf(cells) !== undefined);
  const columns = columnsOf(table[heading]?.cells ?? []);
  if (!columns) throw table.length === 0 ? RosterFileErrors.ROSTER_EMPTY() : RosterFileErrors.ROSTER_NO_NAME_COLUMN();
  const people = table.slice(heading + 1).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (people.length === 0) throw RosterFileErrors.ROSTER_EMPTY();
  if (people.length > MOST_ROWS) throw RosterFileErrors.ROSTER_TOO_MANY_ROWS();
  const roster: Roster = { rows: [], errors: [], ignored_columns: columns.ignored };
  for (const { number, cells } of people) {
    const read = readRow(number, (field) => cells[columns.at[field] ?? -1] ?? '');
    if (Array.isArray(read)) roster.errors.push(...read);
    else roster.rows.push(read);
  }
  return withoutDoubles(roster);
}

/** Two rows that cannot be told apart are nobody's; namesakes are told apart by their phone numbers. */
function withoutDoubles(roster: Roster): Roster {
  const first = new Map<string, RosterRow>();
  const namesakes = new Map<string, number>();
  for (const row of roster.rows) {
    namesakes.set(nameKey(row.name), (namesakes.get(nameKey(row.name)) ?? 0) + 1);
  }
  const rows = roster.rows.filter((row) => {
    const key = nameKey(row.name);
    const twin = first.get(`${key}:${row.phone}`);
    first.set(`${key}:${row.phone}`, twin ?? row);
    if (twin) {
      const ko = `${twin.row}행과 같은 사람입니다. 동명이인이면 서로 다른 전화번호를 적어 주세요.`;
      const en = `the same person as in row ${twin.row}; namesakes need different phone numbers`;
      roster.errors.push({ row: row.row, field: 'name', text: { ko, en } });
      return false;
    }
    if (row.phone === null && (namesakes.get(key) ?? 0) > 1) {
      const ko = '동명이인이 있습니다. 전화번호를 적어 주세요.';
      roster.errors.push({
        row: row.row,
        field: 'phone',
        text: { ko, en: 'there is a namesake: give a phone number' },
      });
      return false;
    }
    return true;
  });
  roster.errors.sort((a, b) => a.row - b.row);
  return { ...roster, rows };
}
