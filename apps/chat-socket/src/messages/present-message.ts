import { shownUpload, uploadPath } from '@dongbaejul/identity';
import type { Member } from '../members/member.schema';
import { personOf } from '../members/person';
import type { MessageAttachmentDto, MessageDto } from './dto/message.dto';
import { type Attachment, isPicture, type Message } from './message.schema';

export interface Viewer {
  id: string;
  /** Whose words the viewer does not want to see. */
  muted: ReadonlySet<string>;
}

function attachmentDto(file: Attachment): MessageAttachmentDto {
  const address = uploadPath(file.id);
  return {
    ...file,
    url: shownUpload(address, 'original'),
    thumbnail_url: isPicture(file) ? shownUpload(address, 'thumbnail') : null,
  };
}

/** A message as this member sees it. */
export function presentMessage(row: Message, members: ReadonlyMap<string, Member>, viewer: Viewer): MessageDto {
  const muted = row.sender_id !== null && viewer.muted.has(row.sender_id);
  const isHidden = Boolean(row.hidden) && !row.is_deleted;
  const hidden = muted || row.is_deleted || isHidden;
  return {
    id: String(row._id),
    room_id: String(row.room_id),
    seq: row.seq,
    sender: row.sender_id === null ? null : personOf(row.sender_id, members.get(row.sender_id), row.sender_name),
    type: row.type,
    content: hidden ? '' : row.content,
    reply_to: row.reply_to,
    attachments: hidden ? [] : row.attachments.map(attachmentDto),
    reactions:
      row.is_deleted || isHidden
        ? []
        : row.reactions.map(({ emoji, member_ids }) => ({ emoji, count: member_ids.length, member_ids })),
    mentions: hidden ? [] : row.mentions,
    ...(row.sender_id === viewer.id && { temp_id: row.temp_id }),
    edited_at: row.edited_at?.toISOString() ?? null,
    is_deleted: row.is_deleted,
    ...(muted && { is_muted: true }),
    ...(isHidden && { is_hidden: true }),
    ...(isHidden && row.sender_id === viewer.id && { hidden_reason: row.hidden?.reason ?? '' }),
    version: row.version,
    created_at: row.created_at.toISOString(),
  };
}
