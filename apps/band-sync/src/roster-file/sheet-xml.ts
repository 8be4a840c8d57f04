import { SaxesParser, type SaxesTagNS } from 'saxes';
import { LONGEST_CELL, MOST_COLUMNS, ROWS_READ, TableRow } from './table';

const MOST_STRINGS = 100_000;

type Attributes = (name: string) => string;

interface Handlers {
  open?: (tag: string, attribute: Attributes) => void;
  close?: (tag: string) => void;
  text?: (text: string) => void;
}

/** Walks XML by local names. Saxes knows no entities but XML's own five, so none can grow. @throws for bad XML */
function walk(xml: string, { open, close, text }: Handlers): void {
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag: SaxesTagNS) => {
    const named = Object.values(tag.attributes);
    open?.(tag.local, (name) => named.find(({ name: full, local }) => full === name || local === name)?.value ?? '');
  });
  parser.on('closetag', (tag: SaxesTagNS) => close?.(tag.local));
  parser.on('text', (part) => text?.(part));
  parser.on('cdata', (part) => text?.(part));
  parser.write(xml).close();
}

/** Relation id of the first sheet, in the order that people see. */
export function firstSheetId(workbook: string): string | undefined {
  let id: string | undefined;
  walk(workbook, {
    open: (tag, attribute) => {
      if (tag === 'sheet') id ??= attribute('r:id') || attribute('id');
    },
  });
  return id;
}

/** Where a relation leads. */
export function targetOf(relations: string, id: string): string | undefined {
  let target: string | undefined;
  walk(relations, {
    open: (tag, attribute) => {
      if (tag === 'Relationship' && attribute('Id') === id) target = attribute('Target');
    },
  });
  return target;
}

/** The texts that cells point to. How a word is to be pronounced (rPh) is no part of it. */
export function sharedStrings(xml: string): string[] {
  const strings: string[] = [];
  let current: string | undefined;
  let inText = false;
  let inReading = false;
  walk(xml, {
    open: (tag) => {
      if (tag === 'si') current = '';
      if (tag === 'rPh') inReading = true;
      if (tag === 't') inText = !inReading;
    },
    close: (tag) => {
      if (tag === 't') inText = false;
      if (tag === 'rPh') inReading = false;
      if (tag !== 'si') return;
      strings.push(current ?? '');
      if (strings.length > MOST_STRINGS) throw new Error('too many texts');
      current = undefined;
    },
    text: (part) => {
      if (inText && current !== undefined) current = (current + part).slice(0, LONGEST_CELL);
    },
  });
  return strings;
}

/** Column of a reference like `AB12`, from 0. */
const columnOf = (reference: string): number =>
  [...reference.replace(/[^A-Z]/g, '')].reduce((at, letter) => at * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** The rows that are not empty; of formulas, the value that was last computed. */
export function sheetRows(xml: string, strings: readonly string[]): TableRow[] {
  const rows: TableRow[] = [];
  let row: TableRow | undefined;
  let at = -1;
  let type = '';
  let value = '';
  let takes = false;
  const endCell = (): void => {
    const text = type === 's' ? (strings[Number(value)] ?? '') : value;
    if (row && at >= 0 && at < MOST_COLUMNS && text !== '') {
      while (row.cells.length < at) row.cells.push('');
      row.cells[at] = text;
    }
  };
  walk(xml, {
    open: (tag, attribute) => {
      if (tag === 'row') row = { number: Number(attribute('r')) || (rows.at(-1)?.number ?? 0) + 1, cells: [] };
      if (tag === 'row') at = -1;
      if (tag === 'c') {
        at = attribute('r') === '' ? at + 1 : columnOf(attribute('r'));
        type = attribute('t');
        value = '';
      }
      if (tag === 'v' || tag === 't') takes = true;
    },
    close: (tag) => {
      if (tag === 'v' || tag === 't') takes = false;
      if (tag === 'c') endCell();
      if (tag === 'row' && row && row.cells.length > 0 && rows.length < ROWS_READ) rows.push(row);
    },
    text: (part) => {
      if (takes) value = (value + part).slice(0, LONGEST_CELL);
    },
  });
  return rows;
}
