import type { ActivityRecorded } from '@dongbaejul/contracts';

type Kind = ActivityRecorded['kind'];

/**
 * What to tell about a thing whose credit moves from one member to another, or to or from nobody. A post counts for
 * its author while it is published, a comment while it is not deleted.
 */
export function movedCredit(kind: Kind, before: string | null, after: string | null): ActivityRecorded[] {
  if (before === after) return [];
  return [
    ...(before === null ? [] : [{ member_id: before, kind, delta: -1 as const }]),
    ...(after === null ? [] : [{ member_id: after, kind, delta: 1 as const }]),
  ];
}

/** Likes go along when BAND tells only later who wrote a post; one's own like never counts. */
export function movedLikes(
  likedBy: readonly string[],
  before: string | null,
  after: string | null,
): ActivityRecorded[] {
  return likedBy.flatMap((liker) =>
    movedCredit('like_received', before === liker ? null : before, after === liker ? null : after),
  );
}
