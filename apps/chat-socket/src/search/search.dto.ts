import { ListQuery, PaginationDto } from '@dongbaejul/persistence';
import type { Mark, MarkedText } from '@dongbaejul/search';
import { IsId, Optional, Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ID } from '../common/ids.dto';
import { MessageDto } from '../messages/dto/message.dto';

/** Of so many messages, the newest that may fit, those that do are counted (ADR 19). */
export const COUNTED_AMONG = 500;

export class SearchQueryDto extends ListQuery {
  @Text({
    max: 100,
    api: { description: 'Words that a message has, all of them, whatever their spacing and case' },
  })
  q: string;

  @ApiPropertyOptional({ ...ID, description: 'In this room only' })
  @Optional()
  @IsId()
  room_id?: string;
}

class MarkInMessageDto implements Mark {
  @ApiProperty({ type: Number })
  start: number;

  @ApiProperty({ type: Number })
  end: number;
}

export class MessageMatchDto implements MarkedText {
  @ApiProperty({ type: String, description: 'An excerpt around the words; plain text, escape it like any other' })
  text: string;

  @ApiProperty({ type: [MarkInMessageDto], description: 'Where in text the words are, in UTF-16 units' })
  marks: MarkInMessageDto[];
}

export class FoundMessageDto extends MessageDto {
  @ApiProperty({ type: MessageMatchDto, nullable: true })
  match: MessageMatchDto | null;
}

export class FoundMessagesAnswer {
  @ApiProperty({ type: [FoundMessageDto], description: 'The newest first; around= of the history opens one' })
  messages: FoundMessageDto[];

  @ApiProperty({ type: PaginationDto })
  pagination: PaginationDto;

  @ApiPropertyOptional({ type: String, description: 'Present while there is more; goes into after' })
  next_cursor?: string;
}
