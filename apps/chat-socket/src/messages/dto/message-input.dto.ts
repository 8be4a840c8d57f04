import { IsId, Optional, Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { ID } from '../../common/ids.dto';
import { HIGHEST_SEQ } from '../../rooms/dto/room-input.dto';
import { LONGEST_MESSAGE } from '../../sockets/dto';

/** By Unicode's own list of emoji for interchange; skin tones and families are one each. */
const ONE_EMOJI = new RegExp('^\\p{RGI_Emoji}$', 'v');

export class HistoryQuery {
  @ApiPropertyOptional({ ...ID, description: 'Messages before this one' })
  @Optional()
  @IsId()
  before?: string;

  @ApiPropertyOptional({ ...ID, description: 'This message, with those just before and after it' })
  @Optional()
  @IsId()
  around?: string;

  @ApiPropertyOptional({ type: Number, minimum: 0, description: 'Messages after this number, the oldest first' })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(HIGHEST_SEQ)
  after_seq?: number;

  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: 100, default: 20 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}

export class EditMessageDto {
  @Text({ max: LONGEST_MESSAGE })
  content: string;
}

export class ReactionPath {
  @ApiProperty(ID)
  @IsId()
  id: string;

  @ApiProperty({ type: String, maxLength: 32, description: 'One emoji' })
  @Matches(ONE_EMOJI)
  @MaxLength(32)
  @IsString()
  emoji: string;
}
