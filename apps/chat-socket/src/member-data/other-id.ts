import type { Message } from '../messages/message.schema';

type Named = Pick<Message, 'mentions' | 'mentioned_later' | 'reactions' | 'reply_to'>;

/** A message with one member's id in the other's place, who stands nowhere twice. */
export function withOtherId(
  { mentions, mentioned_later, reactions, reply_to }: Named,
  from: string,
  into: string,
): Named {
  const changed = (ids: readonly string[]): string[] => [...new Set(ids.map((id) => (id === from ? into : id)))];
  return {
    mentions: changed(mentions),
    ...(mentioned_later && { mentioned_later: { ...mentioned_later, members: changed(mentioned_later.members) } }),
    reactions: reactions.map(({ emoji, member_ids }) => ({ emoji, member_ids: changed(member_ids) })),
    reply_to: reply_to?.sender_id === from ? { ...reply_to, sender_id: into } : reply_to,
  };
}
