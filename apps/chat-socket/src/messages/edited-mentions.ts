import type { MentionedLater, Message } from './message.schema';

type Before = Pick<Message, 'mentions' | 'mentioned_later' | 'notify_at' | 'sender_id'>;
type Fields = Pick<Message, 'mentions' | 'mentioned_later' | 'notify_at'>;

/**
 * What an edit changes of whom a message names. Who is named anew is told, however far they have read; who is named no
 * more is not.
 * @param mentions whom the new text names
 * @param notifyAt when those who are named anew are told
 */
export function editedMentions(before: Before, mentions: string[], notifyAt: Date): Partial<Fields> {
  const waiting = before.mentioned_later?.members ?? [];
  const members = mentions.filter(
    (id) => id !== before.sender_id && (waiting.includes(id) || !before.mentions.includes(id)),
  );
  if (members.length === 0) return { mentions, ...(waiting.length > 0 && { mentioned_later: later([], before) }) };
  return { mentions, mentioned_later: later(members, before), notify_at: before.notify_at ?? notifyAt };
}

const later = (members: string[], { notify_at, mentioned_later }: Before): MentionedLater => ({
  members,
  alone: mentioned_later?.alone ?? notify_at === undefined,
});
