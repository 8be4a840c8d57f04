import type { DeadLetter } from '@dongbaejul/messaging';
import { PaginationDto } from '@dongbaejul/persistence';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Text } from '@dongbaejul/service-kit';

export class DeadLetterIdDto {
  @Text({ max: 200, singleLine: true })
  id: string;
}

export class DeadLetterReasonDto {
  @ApiProperty()
  code: string;

  @ApiProperty({ description: "In the reader's language" })
  message: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'Which field was invalid, and why' })
  details?: Record<string, unknown>;
}

export class DeadLetterDto implements Omit<DeadLetter, 'reason'> {
  @ApiProperty({ description: 'For replay and dismiss' })
  id: string;

  @ApiProperty()
  event_id: string;

  @ApiProperty({ type: String })
  name: DeadLetter['name'];

  @ApiProperty({ description: 'The service that gave up' })
  subscriber: string;

  @ApiProperty()
  aggregate_id: string;

  @ApiProperty()
  version: number;

  @ApiProperty()
  reason: DeadLetterReasonDto;

  @ApiProperty()
  attempts: number;

  @ApiProperty({ format: 'date-time' })
  occurred_at: string;

  @ApiProperty({ format: 'date-time' })
  failed_at: string;

  @ApiProperty()
  trace_id: string;

  @ApiPropertyOptional({ description: 'Set where a dismissal was cut off: dismiss it again' })
  dismissed?: boolean;
}

export class DeadLettersDto {
  @ApiProperty({ type: [DeadLetterDto] })
  dead_letters: DeadLetterDto[];

  @ApiProperty()
  pagination: PaginationDto;

  @ApiPropertyOptional()
  next_cursor?: string;
}

export class DismissDto {
  @Text({ max: 500, api: { description: 'Why nothing is lost by it; kept in the audit log' } })
  reason: string;
}

export class ReplayedDto {
  @ApiProperty()
  dead_letter: DeadLetterDto;
}
