import { PaginationDto } from '@dongbaejul/persistence';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ID } from '../../common/ids.dto';
import { MessageDto } from '../../messages/dto/message.dto';
import { ROOM_TYPES, RoomType } from '../room.schema';

export class ChatParticipantDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty({ type: String })
  display_name: string;

  @ApiProperty({ type: String, nullable: true })
  avatar: string | null;

  @ApiProperty({ enum: ['owner', 'member'] })
  role: 'owner' | 'member';

  @ApiProperty({ type: Boolean })
  online: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_seen_at: string | null;

  @ApiProperty({ type: Number, description: 'Has read everything up to this message' })
  read_seq: number;

  @ApiProperty({ type: String, format: 'date-time' })
  joined_at: string;
}

export class ChatRoomDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty({ type: String, description: "In a private room the other's name" })
  name: string;

  @ApiProperty({ enum: ROOM_TYPES })
  type: RoomType;

  @ApiProperty({ ...ID, nullable: true })
  owner: string | null;

  @ApiProperty({ type: [ChatParticipantDto], description: 'The first of them; all are at /members' })
  participants: ChatParticipantDto[];

  @ApiProperty({ type: Number })
  participant_count: number;

  @ApiProperty({ type: MessageDto, nullable: true })
  last_message: MessageDto | null;

  @ApiProperty({ type: Number })
  last_seq: number;

  @ApiProperty({ type: Number, description: 'Messages of others that I have not read' })
  unread_count: number;

  @ApiPropertyOptional({ type: Boolean, description: 'There are more unread messages than were counted' })
  unread_is_floor?: boolean;

  @ApiProperty({ type: Number, description: 'I have read everything up to this message' })
  read_seq: number;

  @ApiProperty({ type: Boolean })
  muted: boolean;

  @ApiProperty({ type: Number, description: 'Counts changes; for If-Match' })
  version: number;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;
}

export class ChatRoomAnswer {
  @ApiProperty({ type: ChatRoomDto })
  room: ChatRoomDto;
}

export class ChatRoomsAnswer {
  @ApiProperty({ type: [ChatRoomDto] })
  rooms: ChatRoomDto[];

  @ApiProperty({ type: PaginationDto })
  pagination: PaginationDto;

  @ApiPropertyOptional({ type: String, description: 'Present while there is more; goes into after' })
  next_cursor?: string;
}

export class ChatParticipantsAnswer {
  @ApiProperty({ type: [ChatParticipantDto] })
  participants: ChatParticipantDto[];

  @ApiProperty({ type: PaginationDto })
  pagination: PaginationDto;

  @ApiPropertyOptional({ type: String, description: 'Present while there is more; goes into after' })
  next_cursor?: string;
}
