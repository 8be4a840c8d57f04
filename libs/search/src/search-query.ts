import { fold, gramsOf, inTitle, isInitial, syllablesOf } from './search-text';

/** Words past this many are not looked at: nobody who means it types more. */
const MOST_WORDS = 10;

/**
 * What somebody looks for. A text is found when it has every word somewhere; since spaces do not count, 배드 민턴 finds
 * 배드민턴. A consonant alone (ㅁㅅ) stands, in titles, for any syllable that begins with it; in bodies, where that
 * would find everything, for itself.
 */
export class SearchQuery {
  readonly words: readonly string[];
  /** The words as one. */
  readonly phrase: string;

  constructor(typed: string) {
    const words = typed.normalize('NFC').split(/\s+/u).map(fold);
    this.words = [...new Set(words)].filter((word) => word !== '').slice(0, MOST_WORDS);
    this.phrase = this.words.join('');
  }

  /** Nothing but spaces and punctuation is found nowhere. */
  get isEmpty(): boolean {
    return this.words.length === 0;
  }

  /** Patterns over folded titles, one a word. */
  get inTitle(): RegExp[] {
    return this.words.map((word) => new RegExp(titlePattern(word)));
  }

  get phraseInTitle(): RegExp {
    return new RegExp(titlePattern(this.phrase));
  }

  /** Patterns over folded bodies, one a word. A folded word holds no special characters. */
  get inBody(): RegExp[] {
    return this.words.map((word) => new RegExp(word));
  }

  get phraseInBody(): RegExp {
    return new RegExp(this.phrase);
  }

  /** Grams that every title with these words has. */
  titleGrams(words: readonly string[] = this.words): string[] {
    return this.grams().of(words).map(inTitle);
  }

  /** Grams that every text with these words has, in its title or its body. */
  anyGrams(): string[] {
    return this.grams().of(this.words);
  }

  /** What every text has that has the words, in its title or its body, and no other; undefined: the text decides. */
  get decidingGram(): string | undefined {
    const [word, ...others] = this.words;
    return word !== undefined && others.length === 0 && this.anyGrams().includes(word) ? word : undefined;
  }

  /** Grams that every body with exactly these letters has. */
  bodyGrams(words: readonly string[] = this.words): string[] {
    return unique(words.flatMap((word) => longest([...gramsOf(word)])));
  }

  /** Pairs of a consonant and a syllable are in no index: the consonant may stand for a syllable. */
  private grams(): { of(words: readonly string[]): string[] } {
    const usable = (gram: string): boolean => {
      const initials = [...gram].filter(isInitial).length;
      return initials === 0 || initials === [...gram].length;
    };
    return { of: (words) => unique(words.flatMap((word) => longest([...gramsOf(word)].filter(usable)))) };
  }
}

function titlePattern(word: string): string {
  return [...word].map((char) => (isInitial(char) ? `[${char}${syllablesOf(char)}]` : char)).join('');
}

/** Single letters only where there is nothing longer, as they tell little apart. */
function longest(grams: string[]): string[] {
  const long = grams.filter((gram) => [...gram].length > 1);
  return long.length > 0 ? long : grams;
}

const unique = (grams: string[]): string[] => [...new Set(grams)];
