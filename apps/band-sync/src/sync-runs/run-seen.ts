/** What a run remembers having met, so that it knows what it did not meet. */
export const SEEN_KINDS = ['posts', 'members', 'albums', 'photos'] as const;
export type SeenKind = (typeof SEEN_KINDS)[number];
export type Seen = Record<SeenKind, Set<string>>;
export type SeenNews = Record<SeenKind, string[]>;
