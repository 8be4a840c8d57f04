import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ID } from '../../common/ids.dto';
import { MESSAGE_TYPES, MessageType } from '../message.schema';

export class SenderDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty({ type: String })
  name: string;

  @ApiProperty({ type: String, nullable: true })
  avatar: string | null;
}

export class ReplyToDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty({ type: Number })
  seq: number;

  @ApiProperty({ ...ID, nullable: true })
  sender_id: string | null;
}

export class MessageAttachmentDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty({ type: String })
  url: string;

  @ApiProperty({ type: String, nullable: true, description: 'Of pictures: at most 400 pixels wide and high' })
  thumbnail_url: string | null;

  @ApiProperty({ type: String })
  name: string;

  @ApiProperty({ type: String })
  content_type: string;

  @ApiProperty({ type: Number, description: 'Bytes' })
  size: number;

  @ApiProperty({ type: Number, nullable: true })
  width: number | null;

  @ApiProperty({ type: Number, nullable: true })
  height: number | null;
}

export class ReactionDto {
  @ApiProperty({ type: String })
  emoji: string;

  @ApiProperty({ type: Number })
  count: number;

  @ApiProperty({ type: [String], description: 'Who reacted so' })
  member_ids: string[];
}

export class MessageDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty(ID)
  room_id: string;

  @ApiProperty({ type: Number, description: '1, 2, 3, … in its room, without gaps' })
  seq: number;

  @ApiProperty({ type: SenderDto, nullable: true, description: 'Null on what the system says' })
  sender: SenderDto | null;

  @ApiProperty({ enum: MESSAGE_TYPES })
  type: MessageType;

  @ApiProperty({ type: String, description: 'Empty once deleted or hidden, and where I muted the sender' })
  content: string;

  @ApiProperty({ type: ReplyToDto, nullable: true })
  reply_to: ReplyToDto | null;

  @ApiProperty({ type: [MessageAttachmentDto] })
  attachments: MessageAttachmentDto[];

  @ApiProperty({ type: [ReactionDto] })
  reactions: ReactionDto[];

  @ApiProperty({ type: [String], description: 'Members who are named by @' })
  mentions: string[];

  @ApiPropertyOptional({ type: String, description: "The client's own id of it, to its sender" })
  temp_id?: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  edited_at: string | null;

  @ApiProperty({ type: Boolean })
  is_deleted: boolean;

  @ApiPropertyOptional({ type: Boolean, description: 'I muted the sender; the place in the sequence stays' })
  is_muted?: boolean;

  @ApiPropertyOptional({ type: Boolean, description: 'Staff have hidden it; the place in the sequence stays' })
  is_hidden?: boolean;

  @ApiPropertyOptional({ type: String, description: 'Why it was hidden, to its sender' })
  hidden_reason?: string;

  @ApiProperty({ type: Number, description: 'Counts edits; for If-Match' })
  version: number;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;
}

export class MessagesAnswer {
  @ApiProperty({ type: [MessageDto], description: 'In the order of the room' })
  messages: MessageDto[];

  @ApiProperty({ type: Boolean, description: 'There are more in the direction that was read' })
  has_more: boolean;
}

export class MessageAnswer {
  @ApiProperty({ type: MessageDto })
  message: MessageDto;
}
