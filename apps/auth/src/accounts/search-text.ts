const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const SYLLABLES_PER_INITIAL = 588;

/** Case, spaces and punctuation do not matter to someone who looks for a name. */
export const searchable = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\u3131-\u314e]/gu, '');

/** 김민수 → ㄱㅁㅅ; what is no Korean syllable stays out. */
export function initialsOf(text: string): string {
  let initials = '';
  for (const char of text.normalize('NFC')) {
    const code = char.charCodeAt(0);
    if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) {
      initials += INITIALS[Math.floor((code - FIRST_SYLLABLE) / SYLLABLES_PER_INITIAL)];
    }
  }
  return initials;
}

/** NFKC turns the letters that a keyboard types alone (ㄱ) into others (ᄀ): they are kept as typed. */
const searchableQuery = (text: string): string =>
  [...text].map((char) => (INITIALS.includes(char) ? char : searchable(char))).join('');

/** One and two letters at a time: a name is found by any part of it, from an index. */
export function gramsOf(text: string): string[] {
  const letters = [...text];
  return [
    ...new Set(letters.flatMap((letter, i) => (i + 1 < letters.length ? [letter, letter + letters[i + 1]] : [letter]))),
  ];
}

/** What names are sorted and compared by. */
export const displayNameKeyOf = (displayName: string): string => displayName.normalize('NFKC').toLowerCase();

export interface SearchFields {
  searchText: string;
  searchGrams: string[];
  displayNameKey: string;
}

/** What a member is found by: parts of the display name, its initial consonants, parts of the username. */
export function searchFieldsOf(displayName: string, username: string): SearchFields {
  const parts = [searchable(displayName), initialsOf(displayName), searchable(username)];
  return {
    searchText: parts.join('\n'),
    searchGrams: [...new Set(parts.flatMap(gramsOf))],
    displayNameKey: displayNameKeyOf(displayName),
  };
}

/** The same for what someone typed: pairs when there are any, else the one letter. */
export function searchTermsOf(query: string): { text: string; grams: string[] } {
  const text = searchableQuery(query.normalize('NFC'));
  const grams = gramsOf(text);
  const pairs = grams.filter((gram) => [...gram].length === 2);
  return { text, grams: pairs.length > 0 ? pairs : grams };
}
