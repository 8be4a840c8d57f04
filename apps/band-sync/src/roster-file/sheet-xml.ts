import { setImmediate as breathe } from 'node:timers/promises';
import { SaxesParser } from 'saxes';
import { LONGEST_CELL, MOST_COLUMNS, ROWS_READ, TableRow } from './table';

const MOST_STRINGS = 100_000;
/** A sheet nests five deep, and its cells have three attributes. */
const DEEPEST = 32;
const MOST_ATTRIBUTES = 64;
const MOST_TAGS = 2 * ROWS_READ * MOST_COLUMNS;
/** Characters that are parsed in one go; others are served in between. */
const BITE = 64 * 1024;

const HIDDEN = new Set(['hidden', 'veryHidden']);

type Attributes = (name: string) => string;

interface Handlers {
  open?: (tag: string, attribute: Attributes) => void;
  close?: (tag: string) => void;
  text?: (text: string) => void;
}

const localOf = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Walks XML by local names. Saxes knows no entities but XML's own five, so none can grow; what no sheet has (depth,
 * attributes, tags without end) ends the walk, as it would cost more the longer it is.
 * @throws for bad XML
 */
async function walk(xml: string, { open, close, text }: Handlers): Promise<void> {
  const parser = new SaxesParser();
  let depth = 0;
  let tags = 0;
  let attributes = 0;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentagstart', () => {
    attributes = 0;
    if (++depth > DEEPEST || ++tags > MOST_TAGS) throw new Error('not how a sheet is made');
  });
  parser.on('attribute', () => {
    if (++attributes > MOST_ATTRIBUTES) throw new Error('not how a sheet is made');
  });
  parser.on('opentag', ({ name, attributes: named }) => {
    const find = (wanted: string): string =>
      Object.entries(named).find(([full]) => full === wanted || localOf(full) === wanted)?.[1] ?? '';
    open?.(localOf(name), find);
  });
  parser.on('closetag', ({ name }) => {
    depth -= 1;
    close?.(localOf(name));
  });
  parser.on('text', (part) => text?.(part));
  parser.on('cdata', (part) => text?.(part));
  for (let at = 0; at < xml.length; at += BITE) {
    parser.write(xml.slice(at, at + BITE));
    await breathe();
  }
  parser.close();
}

/** Relation id of the first sheet that people see, in their order. */
export async function firstSheetId(workbook: string): Promise<string | undefined> {
  let id: string | undefined;
  await walk(workbook, {
    open: (tag, attribute) => {
      const isShown = tag === 'sheet' && !HIDDEN.has(attribute('state'));
      if (isShown) id ??= attribute('r:id') || attribute('id');
    },
  });
  return id;
}

/** Where a relation leads. */
export async function targetOf(relations: string, id: string): Promise<string | undefined> {
  let target: string | undefined;
  await walk(relations, {
    open: (tag, attribute) => {
      if (tag === 'Relationship' && attribute('Id') === id) target = attribute('Target');
    },
  });
  return target;
}

/** The texts that cells point to. How a word is to be pronounced (rPh) is no part of it. */
export async function sharedStrings(xml: string): Promise<string[]> {
  const strings: string[] = [];
  let current: string | undefined;
  let inText = false;
  let inReading = false;
  await walk(xml, {
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
export async function sheetRows(xml: string, strings: readonly string[]): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  let row: TableRow | undefined;
  let at = -1;
  let type = '';
  let value = '';
  let takes = false;
  let inReading = false;
  const endCell = (): void => {
    const text = type === 's' && value !== '' ? (strings[Number(value)] ?? '') : value;
    if (row && at >= 0 && at < MOST_COLUMNS && text !== '') {
      while (row.cells.length < at) row.cells.push('');
      row.cells[at] = text;
    }
  };
  await walk(xml, {
    open: (tag, attribute) => {
      if (tag === 'row') row = { number: Number(attribute('r')) || (rows.at(-1)?.number ?? 0) + 1, cells: [] };
      if (tag === 'row') at = -1;
      if (tag === 'c') {
        at = attribute('r') === '' ? at + 1 : columnOf(attribute('r'));
        type = attribute('t');
        value = '';
      }
      if (tag === 'rPh') inReading = true;
      if (tag === 'v' || tag === 't') takes = !inReading;
    },
    close: (tag) => {
      if (tag === 'v' || tag === 't') takes = false;
      if (tag === 'rPh') inReading = false;
      if (tag === 'c') endCell();
      if (tag === 'row' && row && row.cells.length > 0 && rows.length < ROWS_READ) rows.push(row);
    },
    text: (part) => {
      if (takes) value = (value + part).slice(0, LONGEST_CELL);
    },
  });
  return rows;
}
