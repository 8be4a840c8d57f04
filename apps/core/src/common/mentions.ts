/** The first letter may not be glued to a word: an e-mail address is no mention. The letters are those of usernames. */
const MENTION = /(?<![\p{L}\p{N}._%+-])@([가-힣ㄱ-ㅎㅏ-ㅣA-Za-z0-9][가-힣ㄱ-ㅎㅏ-ㅣA-Za-z0-9._-]{1,70})/gu;
const MOST_NAMES = 20;
const LONGEST_USERNAME = 50;
const SHORTEST_USERNAME = 3;

/** What usernames are compared by; as auth keeps them apart. */
export const usernameKey = (username: string): string => username.normalize('NFKC').toLowerCase().normalize('NFKC');

/**
 * The usernames that a text may mean. Korean endings follow a name without a space (`@minji님`), so each shorter
 * beginning of a word is a candidate too, where it ends in Hangul or a dot; the longest that exists is meant.
 * @returns for each mention its candidates as keys, the longest first
 */
export function mentionCandidates(text: string): string[][] {
  const words = [...text.matchAll(MENTION)].slice(0, MOST_NAMES).map((match) => match[1] as string);
  return words.map((word) => {
    const candidates = [word];
    for (let at = word; /[가-힣ㄱ-ㅎㅏ-ㅣ._-]$/.test(at) && at.length > SHORTEST_USERNAME;) {
      at = at.slice(0, -1);
      candidates.push(at);
    }
    return candidates
      .filter(({ length }) => length >= SHORTEST_USERNAME && length <= LONGEST_USERNAME)
      .map(usernameKey);
  });
}
