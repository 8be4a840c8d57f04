/**
 * What people type when they look for something: letters, numbers, single consonants (ㅋㅋ), emoji. Ⓜ is an emoji with a
 * small letter, which is none by itself.
 */
const MATTERS = /[\p{L}\p{M}\p{N}\p{Extended_Pictographic}ⓜ]/u;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

export const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
export const SYLLABLES_PER_INITIAL = 588;

/** Marks what was taken from a title, so that titles can be asked for alone. It stands in no folded text. */
const IN_TITLE = '^';

/** A text as it is searched, and where each UTF-16 unit of it came from. */
export interface Folded {
  text: string;
  /** Where the character that a unit belongs to begins and ends in the NFC form of the original. */
  from: number[];
  to: number[];
}

/** Spaces, punctuation, case and invisible characters do not matter; the text is put into NFC first. */
export function foldWithPlaces(original: string): Folded {
  const folded: Folded = { text: '', from: [], to: [] };
  let at = 0;
  for (const char of original.normalize('NFC')) {
    const end = at + char.length;
    if (MATTERS.test(char) && !INVISIBLE.test(char)) {
      const lower = char.toLowerCase();
      folded.text += lower;
      for (let i = 0; i < lower.length; i += 1) {
        folded.from.push(at);
        folded.to.push(end);
      }
    }
    at = end;
  }
  return folded;
}

export const fold = (original: string): string => foldWithPlaces(original).text;

export const isInitial = (char: string): boolean => char.length === 1 && INITIALS.includes(char);

/** 민턴장 ㄱㄱ → ㅁㅌㅈㄱㄱ; other letters stay as they are. */
export function initialsOf(folded: string): string {
  return folded.replace(
    /[가-힣]/g,
    (syllable) => INITIALS[Math.floor((syllable.charCodeAt(0) - FIRST_SYLLABLE) / SYLLABLES_PER_INITIAL)] as string,
  );
}

/** The syllables that begin with a consonant, as a range of a regular expression's class. */
export function syllablesOf(initial: string): string {
  const first = FIRST_SYLLABLE + INITIALS.indexOf(initial) * SYLLABLES_PER_INITIAL;
  const last = Math.min(first + SYLLABLES_PER_INITIAL - 1, LAST_SYLLABLE);
  return `${String.fromCharCode(first)}-${String.fromCharCode(last)}`;
}

/** Every letter, every pair, and every three consonants, as pairs of so few letters tell too little apart. */
export function gramsOf(folded: string): Set<string> {
  const letters = [...folded];
  const grams = new Set<string>();
  letters.forEach((letter, i) => {
    const [second, third] = [letters[i + 1], letters[i + 2]];
    grams.add(letter);
    if (second === undefined) return;
    grams.add(letter + second);
    if (third !== undefined && [letter, second, third].every(isInitial)) grams.add(letter + second + third);
  });
  return grams;
}

const initialGramsOf = (folded: string): string[] =>
  [...gramsOf(initialsOf(folded))].filter((gram) => [...gram].every(isInitial));

/** What a text with a title is found by, kept with it. */
export interface SearchableTitled {
  title: string;
  body: string;
  grams: string[];
}

export function searchableTitled(title: string, content: string): SearchableTitled {
  const [foldedTitle, body] = [fold(title), fold(content)];
  const ofTitle = [...gramsOf(foldedTitle), ...initialGramsOf(foldedTitle)];
  const grams = new Set([...ofTitle, ...gramsOf(body), ...ofTitle.map(inTitle)]);
  return { title: foldedTitle, body, grams: [...grams] };
}

/** What a text without a title is found by, kept with it. */
export interface SearchableText {
  body: string;
  grams: string[];
}

export function searchableText(content: string): SearchableText {
  const body = fold(content);
  return { body, grams: [...gramsOf(body)] };
}

export const inTitle = (gram: string): string => IN_TITLE + gram;
