import { Types } from 'mongoose';
import { searchableText } from '@dongbaejul/search';
import type { Attachment, Message, MessageType, ReplyTo } from './message.schema';

/** A message before it has a place in its room. */
export interface Draft {
  id: Types.ObjectId;
  sender_id: string | null;
  sender_name: string;
  type: MessageType;
  content: string;
  reply_to: ReplyTo | null;
  attachments: Attachment[];
  files_id?: string;
  mentions: string[];
  temp_id: string;
}

/** @param notifyAfterMs how long it may wait to be read; null for what nobody is told of */
export function placed(
  draft: Draft,
  place: { roomId: Types.ObjectId; seq: number; audience: number; now: Date; notifyAfterMs: number | null },
): Message {
  const { roomId, seq, audience, now, notifyAfterMs } = place;
  const { id, ...rest } = draft;
  return {
    _id: id,
    room_id: roomId,
    seq,
    ...rest,
    reactions: [],
    audience,
    is_deleted: false,
    version: 1,
    search: searchableText(draft.content),
    ...(notifyAfterMs !== null && { notify_at: new Date(now.getTime() + notifyAfterMs) }),
    edited_at: null,
    created_at: now,
  };
}
