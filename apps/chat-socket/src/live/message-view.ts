import type { MessageDto } from '../messages/dto/message.dto';

/** A message as the socket carries it: the same fields in camelCase (seeds/000). */
export interface LiveMessage {
  id: string;
  roomId: string;
  seq: number;
  sender: { id: string; name: string; avatar: string | null } | null;
  type: string;
  content: string;
  replyTo: { id: string; seq: number; senderId: string | null } | null;
  attachments: {
    id: string;
    url: string;
    thumbnailUrl: string | null;
    name: string;
    contentType: string;
    size: number;
    width: number | null;
    height: number | null;
  }[];
  reactions: { emoji: string; count: number; memberIds: string[] }[];
  mentions: string[];
  tempId?: string;
  editedAt: string | null;
  isDeleted: boolean;
  isMuted?: boolean;
  isHidden?: boolean;
  hiddenReason?: string;
  version: number;
  createdAt: string;
}

export const liveMessage = (dto: MessageDto): LiveMessage => ({
  id: dto.id,
  roomId: dto.room_id,
  seq: dto.seq,
  sender: dto.sender,
  type: dto.type,
  content: dto.content,
  replyTo: dto.reply_to && { id: dto.reply_to.id, seq: dto.reply_to.seq, senderId: dto.reply_to.sender_id },
  attachments: dto.attachments.map(({ content_type, thumbnail_url, ...rest }) => ({
    ...rest,
    thumbnailUrl: thumbnail_url,
    contentType: content_type,
  })),
  reactions: dto.reactions.map(({ emoji, count, member_ids }) => ({ emoji, count, memberIds: member_ids })),
  mentions: dto.mentions,
  ...(dto.temp_id !== undefined && { tempId: dto.temp_id }),
  editedAt: dto.edited_at,
  isDeleted: dto.is_deleted,
  ...(dto.is_muted && { isMuted: true }),
  ...(dto.is_hidden && { isHidden: true }),
  ...(dto.hidden_reason !== undefined && { hiddenReason: dto.hidden_reason }),
  version: dto.version,
  createdAt: dto.created_at,
});

/** What stands in a muter's sequence instead of the words of somebody they muted. */
export const mutedView = (message: LiveMessage): LiveMessage => ({
  ...message,
  content: '',
  attachments: [],
  mentions: [],
  isMuted: true,
});
