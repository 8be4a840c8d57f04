import path from 'node:path/posix';
import { RosterFileErrors } from './roster-file.errors';
import { firstSheetId, sharedStrings, sheetRows, targetOf } from './sheet-xml';
import type { TableRow } from './table';
import { ZipParts } from './zip-parts';

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const STRINGS = 'xl/sharedStrings.xml';

/** The first sheet of a workbook (ECMA-376), as texts. @throws ROSTER_UNREADABLE */
export async function readXlsx(bytes: Buffer): Promise<TableRow[]> {
  try {
    const parts = await ZipParts.open(bytes);
    const id = (await firstSheetId(await parts.text(WORKBOOK))) ?? '';
    const target = (await targetOf(await parts.text(RELATIONS), id)) ?? '';
    // Relative to the workbook, or from the root of the archive.
    const sheet = target.startsWith('/') ? target.slice(1) : path.join('xl', target);
    const strings = parts.has(STRINGS) ? await sharedStrings(await parts.text(STRINGS)) : [];
    return await sheetRows(await parts.text(sheet), strings);
  } catch (error) {
    throw RosterFileErrors.ROSTER_UNREADABLE(undefined, { cause: error });
  }
}
