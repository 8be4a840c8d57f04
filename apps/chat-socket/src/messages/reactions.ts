import type { Reaction } from './message.schema';
import { MessageErrors } from './messages.errors';

/** Kinds of reactions on one message. */
export const MOST_KINDS = 20;

/**
 * The reactions after a member put one on or took it off.
 * @returns null when that changes nothing
 * @throws TOO_MANY_REACTIONS
 */
export function reacted(
  reactions: readonly Reaction[],
  emoji: string,
  memberId: string,
  on: boolean,
): Reaction[] | null {
  const known = reactions.find((one) => one.emoji === emoji);
  if ((known?.member_ids.includes(memberId) ?? false) === on) return null;
  if (!known) {
    if (reactions.length >= MOST_KINDS) throw MessageErrors.TOO_MANY_REACTIONS();
    return [...reactions, { emoji, member_ids: [memberId] }];
  }
  const members = known.member_ids.filter((id) => id !== memberId);
  const next = { emoji, member_ids: on ? [...members, memberId] : members };
  return reactions.map((one) => (one === known ? next : one)).filter((one) => one.member_ids.length > 0);
}
