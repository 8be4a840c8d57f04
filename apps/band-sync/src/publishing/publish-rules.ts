import type { BandFailure, BandFailureKind } from '../band-client/band-failure';
import type { BandPost } from '../band-client/band.types';
import type { Publication } from './publication.schema';

/** So often a post is looked for, over about an hour, before staff have to. */
export const MOST_LOOKS = 7;
/** Publications that one process brings to BAND, or looks for there, at the same time. */
export const MOST_AT_ONCE = 4;
const CLOCKS_DIFFER_MS = 10 * 60_000;
/** A BAND that writes later than this after it was asked does not write at all. */
const LATEST_WRITE_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** BAND said no before it wrote anything. */
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
/** There was no connection over which BAND could have been asked. */
const NOT_CONNECTED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH']);

type Failed = Pick<BandFailure, 'kind' | 'facts'>;

const wasNotSent = ({ kind, facts }: Failed): boolean =>
  kind === 'unreachable' && NOT_CONNECTED.has(facts.reason ?? '');

/** Whether it is certain that BAND wrote nothing; after every other failure the post may be there, now or later. */
export const isRefusal = (failed: Failed): boolean => REFUSALS.has(failed.kind) || wasNotSent(failed);

/** Whether a refusal may be none later: a quota, a cool-down, a BAND that cannot be reached. */
export const passes = (failed: Failed): boolean => PASSING.has(failed.kind) || wasNotSent(failed);

/** When to ask again after a passing refusal, or to look again: 1, 2, 4 … 60 minutes. */
export const waitMs = (before: number): number => Math.min(2 ** Math.min(before, 10) * MINUTE_MS, HOUR_MS);

/** BAND may break lines and spaces anew. */
const bare = (text: string): string => text.toWellFormed().normalize('NFC').replace(/\s+/g, '');

type Seen = Pick<Publication, 'in_doubt' | 'attempts' | 'post_keys'>;
type Asked = Pick<Publication, 'text' | 'first_asked_at' | 'asked_at'>;

/** Whether a post at BAND is this publication: its words, written when BAND was asked for it. */
export function isSame({ text, first_asked_at: first, asked_at: last }: Asked, post: BandPost): boolean {
  if (first === null) return false;
  const writtenAt = Date.parse(post.createdAt);
  const from = first.getTime() - CLOCKS_DIFFER_MS;
  const until = (last ?? first).getTime() + LATEST_WRITE_MS;
  return writtenAt >= from && writtenAt <= until && bare(post.content) === bare(text);
}

/** So many posts that nobody has seen yet BAND may have of one of which it was asked: of each asking one at most. */
export const mostUnseen = ({ in_doubt, attempts, post_keys = [] }: Seen): number =>
  (in_doubt ? Math.max(attempts, 1) : 1) - post_keys.length;
