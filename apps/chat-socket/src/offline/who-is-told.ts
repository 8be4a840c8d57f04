import type { Membership } from '../rooms/membership.schema';

/** Of a message, what decides who is told of it. */
export interface DueMessage {
  id: string;
  seq: number;
  senderId: string;
  /** Epoch milliseconds. */
  createdAt: number;
  mentions: readonly string[];
  /** Whom an edit named; `alone`: all others have been seen to. */
  mentionedLater?: { members: readonly string[]; alone: boolean };
}

/** Of a member of its room. */
export interface Reader extends Pick<Membership, 'member_id' | 'read_seq' | 'muted' | 'told_seq' | 'told_at'> {
  online: boolean;
  /** Whom they do not want to hear of. */
  mutes: ReadonlySet<string>;
}

export interface Patience {
  /** Who is connected, and does not read, is told after this. */
  onlineAfterMs: number;
  /** Who was told of a room and has not read it since is told of it anew after this. */
  againAfterMs: number;
}

export interface Notice {
  memberId: string;
  messageId: string;
  seq: number;
  kind: 'chat.message' | 'chat.mention';
}

export interface Decision {
  notices: Notice[];
  /** Messages that somebody who is connected has yet to read or be told of. */
  waiting: Set<string>;
}

/**
 * Who is told of which messages: those who have not read them, each once per room until they have read it, and of each
 * message that names them.
 * @param messages due ones of one room, in its order
 * @param now epoch milliseconds
 */
export function whoIsTold(
  messages: readonly DueMessage[],
  readers: readonly Reader[],
  now: number,
  patience: Patience,
): Decision {
  const decision: Decision = { notices: [], waiting: new Set() };
  for (const reader of readers) {
    if (reader.muted) continue;
    const toldSeq = reader.told_seq ?? 0;
    const heard = messages.filter(({ senderId }) => senderId !== reader.member_id && !reader.mutes.has(senderId));
    const later = heard.filter(({ mentionedLater }) => mentionedLater?.members.includes(reader.member_id));
    for (const message of later) decision.notices.push(notice('chat.mention', reader, message));
    const unread = heard.filter(
      (one) => one.seq > reader.read_seq && !one.mentionedLater?.alone && !later.includes(one),
    );
    const due = unread.filter(({ createdAt }) => !reader.online || now - createdAt >= patience.onlineAfterMs);
    for (const { id } of unread) if (reader.online && !due.some((one) => one.id === id)) decision.waiting.add(id);
    const naming = due.filter(({ seq, mentions }) => seq > toldSeq && mentions.includes(reader.member_id));
    for (const message of naming) decision.notices.push(notice('chat.mention', reader, message));
    const last = due.at(-1);
    if (naming.length > 0 || !last || isToldAlready(reader, now, patience)) continue;
    if (last.seq > toldSeq) decision.notices.push(notice('chat.message', reader, last));
  }
  return decision;
}

/** They have not looked since they were told, and that was not long ago. */
const isToldAlready = ({ told_seq, told_at, read_seq }: Reader, now: number, { againAfterMs }: Patience): boolean =>
  (told_seq ?? 0) > read_seq && told_at != null && now - told_at.getTime() < againAfterMs;

const notice = (kind: Notice['kind'], { member_id }: Reader, { id, seq }: DueMessage): Notice => ({
  memberId: member_id,
  messageId: id,
  seq,
  kind,
});
