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

/** The longest run of letters that has an entry of its own in the index. */
const LONGEST_GRAM = 3;

/** One, two and three letters at a time: a name is found by any part of it, from an index. */
export function gramsOf(text: string): string[] {
  const letters = [...text];
  const grams = new Set<string>();
  letters.forEach((_, from) => {
    const longest = Math.min(LONGEST_GRAM, letters.length - from);
    for (let length = 1; length <= longest; length += 1) grams.add(letters.slice(from, from + length).join(''));
  });
  return [...grams];
}

/** What names are sorted and compared by. */
export const displayNameKeyOf = (displayName: string): string => displayName.normalize('NFKC').toLowerCase();

/**
 * Among the grams, and like none of them: says that they are of this form. Who writes grams of another form, such as a
 * replica of an earlier release, writes it away, so that search-renewal.job.ts finds what it left. Grows with the form.
 */
export const SEARCH_FORM = '#3';

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
    searchGrams: [SEARCH_FORM, ...new Set(parts.flatMap(gramsOf))],
    displayNameKey: displayNameKeyOf(displayName),
  };
}

export interface SearchTerms {
  text: string;
  /** Who is looked for has all of these. */
  grams: string[];
  /** Whether the grams say it all; else the text itself decides among those who have them. */
  isExact: boolean;
}

/**
 * The same for what someone typed. Up to three letters are a gram themselves. Of more, each three in turn and the last
 * three: together they hold every letter, and the rarest of them leaves few to look at.
 */
export function searchTermsOf(query: string): SearchTerms {
  const text = searchableQuery(query.normalize('NFC'));
  const letters = [...text];
  if (letters.length <= LONGEST_GRAM) return { text, grams: text === '' ? [] : [text], isExact: true };
  const last = letters.length - LONGEST_GRAM;
  const starts = [...letters.keys()].filter((from) => from === last || (from < last && from % LONGEST_GRAM === 0));
  const grams = starts.map((from) => letters.slice(from, from + LONGEST_GRAM).join(''));
  return { text, grams: [...new Set(grams)], isExact: false };
}
