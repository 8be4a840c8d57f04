/** `@이름`: as long as a name may be, up to white space or punctuation that no name holds. */
const MENTION = /(?<![\p{L}\p{N}])@([\p{L}\p{N}_.-]{1,50})/gu;
const MOST = 20;

export interface Nameable {
  _id: string;
  username: string;
  display_name: string;
}

/** The names that a text calls, without their @; Korean particles may still hang on them. */
export const namesCalled = (text: string): string[] =>
  [...new Set([...text.matchAll(MENTION)].map((match) => match[1] ?? ''))].slice(0, MOST);

/** All that may be the name in what a text calls: its beginnings, as it does not say where a particle begins. */
export const namesPossible = (text: string): string[] => [
  ...new Set(
    namesCalled(text).flatMap((called) => {
      const letters = [...called];
      return letters.map((_, i) => letters.slice(0, i + 1).join(''));
    }),
  ),
];

/**
 * Who is meant: a name is a member's whole name, or begins with it (`@박지민님`, `@박지민이`); the longest that fits wins.
 */
export function mentionedAmong(text: string, members: readonly Nameable[]): string[] {
  const meant = namesCalled(text).flatMap((called) => {
    const fits = members.flatMap(({ _id, username, display_name }) =>
      [username, display_name].filter((name) => name && called.startsWith(name)).map((name) => ({ _id, name })),
    );
    const longest = Math.max(0, ...fits.map(({ name }) => name.length));
    return fits.filter(({ name }) => name.length === longest).map(({ _id }) => _id);
  });
  return [...new Set(meant)];
}
