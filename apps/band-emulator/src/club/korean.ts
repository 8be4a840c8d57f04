const HANGUL_FIRST = 0xac00;
const HANGUL_LAST = 0xd7a3;
const FINALS = 28;
const RIEUL = 8;

/** How the last sound of a word ends: 0 open, RIEUL with ㄹ, any other number with another final consonant. */
function finalOf(word: string): number {
  const last = word.replace(/[\s)\]"'!?.~]+$/, '').at(-1) ?? '';
  const code = last.charCodeAt(0);
  if (code >= HANGUL_FIRST && code <= HANGUL_LAST) return (code - HANGUL_FIRST) % FINALS;
  if (/[178lLrR]/.test(last)) return RIEUL;
  if (/[036mMnN]/.test(last)) return 1;
  return 0;
}

/** The particle that fits a word: `particle('라켓', '을/를')` is `을`; `으로/로` treats ㄹ as open. */
export function particle(word: string, pair: string): string {
  const [closed = '', open = ''] = pair.split('/');
  const final = finalOf(word);
  if (closed === '으로' && final === RIEUL) return open;
  return final === 0 ? open : closed;
}

/**
 * Fills `{slot}` and `{slot|을/를}` (the word and its particle).
 * `{@}` is left to the caller, who puts a mention there.
 */
export function fill(template: string, slot: (name: string) => string): string {
  return template.replace(/\{([a-z][a-zA-Z0-9]*)(?:\|([^}]+))?\}/g, (_match, name: string, pair?: string) => {
    const word = slot(name);
    return pair === undefined ? word : word + particle(word, pair);
  });
}
