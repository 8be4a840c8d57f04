import { RosterFileErrors } from './roster-file.errors';

const MARKS = new Map([
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
]);

const strict = (encoding: string, bytes: Buffer): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/**
 * The text of a CSV as Korean offices save it: UTF-8 with or without a mark, UTF-16 with one (Excel's "Unicode text"),
 * or CP949, which WHATWG calls euc-kr. What is valid UTF-8 is hardly ever CP949.
 * @throws ROSTER_UNREADABLE
 */
export function decodeText(bytes: Buffer): string {
  const marked = MARKS.get(bytes.subarray(0, 2).toString('hex'));
  const text = marked ? strict(marked, bytes) : (strict('utf-8', bytes) ?? strict('euc-kr', bytes));
  if (text === undefined || text.includes('\u0000')) throw RosterFileErrors.ROSTER_UNREADABLE();
  return text;
}
