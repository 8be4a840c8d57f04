import { foldWithPlaces } from './search-text';

export interface Mark {
  start: number;
  end: number;
}

/** A piece of somebody's text as it is, and where in it the words were found. */
export interface MarkedText {
  text: string;
  /** UTF-16 units, in order, not overlapping: safer than markup inside what members write. */
  marks: Mark[];
}

const BEFORE = 30;
const LENGTH = 120;

/** Where the patterns are found in a text, in its own units. Touching places become one. */
export function marksIn(original: string, patterns: readonly RegExp[]): Mark[] {
  const folded = foldWithPlaces(original);
  const found = patterns.flatMap((pattern) =>
    [...folded.text.matchAll(new RegExp(pattern.source, 'gu'))].map(({ index, 0: match }) => ({
      start: folded.from[index] as number,
      end: folded.to[index + match.length - 1] as number,
    })),
  );
  const marks: Mark[] = [];
  for (const mark of found.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = marks.at(-1);
    if (last && mark.start <= last.end) last.end = Math.max(last.end, mark.end);
    else marks.push({ ...mark });
  }
  return marks;
}

/** The whole text with its marks, or null where nothing was found. */
export function marked(original: string, patterns: readonly RegExp[]): MarkedText | null {
  const text = original.normalize('NFC');
  const marks = marksIn(text, patterns);
  return marks.length === 0 ? null : { text, marks };
}

/** About a line of a longer text around the first mark, or null where nothing was found. */
export function excerpt(original: string, patterns: readonly RegExp[]): MarkedText | null {
  const whole = marked(original, patterns);
  const first = whole?.marks[0];
  if (!whole || !first) return null;
  const { text, marks } = whole;
  const start = first.start <= BEFORE ? 0 : wordStart(text, first.start - BEFORE, first.start);
  const end = betweenCharacters(text, Math.min(text.length, Math.max(start + LENGTH, first.end)));
  const [head, tail] = [start > 0 ? '…' : '', end < text.length ? '…' : ''];
  const shift = head.length - start;
  return {
    text: head + text.slice(start, end) + tail,
    marks: marks
      .filter((mark) => mark.start < end)
      .map((mark) => ({ start: mark.start + shift, end: Math.min(mark.end, end) + shift })),
  };
}

/** Begins at a word where there is one before the mark, and never inside a character. */
function wordStart(text: string, from: number, limit: number): number {
  const space = text.slice(from, limit).search(/\s\S/u);
  return space >= 0 ? from + space + 1 : betweenCharacters(text, from);
}

/** A place that does not cut a surrogate pair in two. */
const betweenCharacters = (text: string, at: number): number => {
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff ? at + 1 : at;
};
