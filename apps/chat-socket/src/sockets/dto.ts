import { IsId, Optional, Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { ID } from '../common/ids.dto';
import { HIGHEST_SEQ } from '../rooms/dto/room-input.dto';

export const LONGEST_MESSAGE = 4_000;
export const MOST_ATTACHMENTS = 10;
const SENT_TYPES = ['text', 'image', 'file'] as const;

export class RoomEventDto {
  @ApiProperty(ID)
  @IsId()
  roomId: string;
}

export class SendMessageEventDto extends RoomEventDto {
  @Text({ max: LONGEST_MESSAGE, min: 0, api: { description: 'May be empty with attachments' } })
  content: string;

  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: 100,
    pattern: '^[\\x21-\\x7e]+$',
    description: "The client's own id, ASCII without spaces: sent again, stored once",
  })
  @Matches(/^[\x21-\x7e]{1,100}$/)
  @MaxLength(100)
  @IsString()
  tempId: string;

  @ApiPropertyOptional({
    enum: SENT_TYPES,
    default: 'text',
    description: 'An image with an attachment that is no picture is stored as a file',
  })
  @Optional()
  @IsIn(SENT_TYPES)
  type?: (typeof SENT_TYPES)[number];

  @ApiPropertyOptional({ ...ID, description: 'The message that this one answers' })
  @Optional()
  @IsId()
  replyTo?: string;

  @ApiPropertyOptional({ type: [String], maxItems: MOST_ATTACHMENTS, description: 'Uploads of the sender' })
  @Optional()
  @IsId({ each: true })
  @ArrayUnique()
  @ArrayMaxSize(MOST_ATTACHMENTS)
  @IsArray()
  attachments?: string[];
}

export class ReadEventDto extends RoomEventDto {
  @ApiProperty({ type: Number, minimum: 0 })
  @IsInt()
  @Min(0)
  @Max(HIGHEST_SEQ)
  upToSeq: number;
}

export class TypingEventDto extends RoomEventDto {
  @ApiProperty({ type: Boolean })
  @IsBoolean()
  isTyping: boolean;
}

export class SyncEventDto extends RoomEventDto {
  @ApiProperty({ type: Number, minimum: 0, description: 'The last number that the client has' })
  @IsInt()
  @Min(0)
  @Max(HIGHEST_SEQ)
  afterSeq: number;

  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: 100, default: 100 })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}

export class RenewEventDto {
  @ApiProperty({ type: String, maxLength: 4096 })
  @MaxLength(4096)
  @IsString()
  token: string;
}

export class JoinedAnswer {
  @ApiProperty({ type: Number, description: 'Every message after this one arrives; those before are for room:sync' })
  lastSeq: number;
}

export class SentAnswer {
  @ApiProperty({ type: String })
  tempId: string;

  @ApiProperty(ID)
  messageId: string;

  @ApiProperty({ type: Number })
  seq: number;
}

export class SyncAnswer {
  @ApiProperty({ type: [Object], description: 'Messages as in message:received, in order' })
  messages: object[];

  @ApiProperty({ type: Boolean })
  hasMore: boolean;

  @ApiProperty({ type: Number, description: "The room's last number" })
  lastSeq: number;
}

export class RenewedAnswer {
  @ApiProperty({ type: String, format: 'date-time' })
  expiresAt: string;
}
