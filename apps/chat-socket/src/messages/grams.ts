const LETTERS = /[\p{L}\p{N}]/gu;

/** What search compares: NFC, lower case, letters and digits only. */
export const searchText = (text: string): string => (text.normalize('NFC').toLowerCase().match(LETTERS) ?? []).join('');

/** The distinct two-letter pieces of a text; 배드민턴을 holds those of 배드민턴. */
export function gramsOf(text: string): string[] {
  const letters = Array.from(searchText(text));
  const grams = new Set<string>();
  for (let i = 0; i + 1 < letters.length; i += 1) grams.add(`${letters[i]}${letters[i + 1]}`);
  return [...grams];
}
