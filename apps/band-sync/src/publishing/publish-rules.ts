import type { BandFailureKind } from '../band-client/band-failure';
import type { BandPost } from '../band-client/band.types';
import type { Publication } from './publication.schema';

/** BAND was asked so often, and each time it turned out that it has no post. */
export const MOST_ATTEMPTS = 3;
const CLOCKS_DIFFER_MS = 10 * 60_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** BAND said no before it wrote anything; after every other failure the post may be there. */
const REFUSALS: ReadonlySet<BandFailureKind> = new Set<BandFailureKind>([
  'app-quota',
  'user-quota',
  'too-fast',
  'token',
  'forbidden',
  'not-a-member',
  'leaders-only',
  'parameters',
]);
const PASSING: ReadonlySet<BandFailureKind> = new Set<BandFailureKind>(['app-quota', 'user-quota', 'too-fast']);

export const isRefusal = (kind: BandFailureKind): boolean => REFUSALS.has(kind);

/** Whether a refusal may be none later: a quota or a cool-down. */
export const passes = (kind: BandFailureKind): boolean => PASSING.has(kind);

/** When to ask again after a passing refusal, or to look again while BAND cannot be read: 1, 2, 4 … 60 minutes. */
export const waitMs = (before: number): number => Math.min(2 ** Math.min(before, 10) * MINUTE_MS, HOUR_MS);

/** BAND may break lines and spaces anew. */
const bare = (text: string): string => text.toWellFormed().normalize('NFC').replace(/\s+/g, '');

/** Whether a post at BAND is this publication. */
export function isSame(publication: Pick<Publication, 'text' | 'first_asked_at'>, post: BandPost): boolean {
  if (publication.first_asked_at === null) return false;
  const earliest = publication.first_asked_at.getTime() - CLOCKS_DIFFER_MS;
  return Date.parse(post.createdAt) >= earliest && bare(post.content) === bare(publication.text);
}
