import { IsId, Optional, Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import { ID } from '../../common/ids.dto';
import { ROOM_TYPES, RoomType } from '../room.schema';

export const LONGEST_ROOM_NAME = 50;
export const LARGEST_GROUP = 200;
/** Highest message number that a client may name. */
export const HIGHEST_SEQ = Number.MAX_SAFE_INTEGER;

const ids = { type: 'array', items: { ...ID, type: 'string' }, uniqueItems: true } as const;

export class CreateRoomDto {
  @Text({
    max: LONGEST_ROOM_NAME,
    optional: true,
    singleLine: true,
    api: { description: 'Of a group; required there' },
  })
  name?: string;

  @ApiProperty({ enum: ROOM_TYPES })
  @IsIn(ROOM_TYPES)
  type: RoomType;

  @ApiPropertyOptional({ ...ids, maxItems: LARGEST_GROUP - 1, description: 'The others; a private room has one' })
  @Optional()
  @IsId({ each: true })
  @ArrayUnique()
  @ArrayMaxSize(LARGEST_GROUP - 1)
  @IsArray()
  participants?: string[];
}

export class UpdateRoomDto {
  @Text({ max: LONGEST_ROOM_NAME, singleLine: true })
  name: string;
}

export class AddMembersDto {
  @ApiProperty({ ...ids, minItems: 1, maxItems: LARGEST_GROUP - 1 })
  @IsId({ each: true })
  @ArrayUnique()
  @ArrayMinSize(1)
  @ArrayMaxSize(LARGEST_GROUP - 1)
  @IsArray()
  member_ids: string[];
}

export class RemoveMemberQuery {
  @ApiProperty(ID)
  @IsId()
  member_id: string;
}

export class MuteRoomDto {
  @ApiProperty({ type: Boolean })
  @IsBoolean()
  muted: boolean;
}

export class MarkReadDto {
  @ApiPropertyOptional({ ...ids, minItems: 1, maxItems: 100 })
  @Optional()
  @IsId({ each: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsArray()
  message_ids?: string[];

  @ApiPropertyOptional({ type: Number, minimum: 0, description: 'Everything up to this message' })
  @Optional()
  @IsInt()
  @Min(0)
  @Max(HIGHEST_SEQ)
  up_to_seq?: number;
}
