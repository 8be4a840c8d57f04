import { BACKEND_SERVICES } from '@dongbaejul/contracts';
import { ListQuery, PaginationDto } from '@dongbaejul/persistence';
import { MaybeId, MomentQuery, Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { LOG_LEVELS, LogLevel } from './log-line';

/** Whose lines there are. */
const LOGGING_SERVICES = ['gateway', ...BACKEND_SERVICES] as const;

const NULLABLE_TEXT = { type: String, nullable: true } as const;

export class LogsQuery extends ListQuery {
  @Text({ max: 64, singleLine: true, optional: true, api: { description: 'X-Request-ID: one request everywhere' } })
  trace_id?: string;

  @MaybeId()
  @Text({ max: 64, singleLine: true, optional: true, api: { description: 'What this account did' } })
  user_id?: string;

  @ApiPropertyOptional({ enum: LOGGING_SERVICES })
  @IsOptional()
  @IsIn(LOGGING_SERVICES)
  service?: (typeof LOGGING_SERVICES)[number];

  @ApiPropertyOptional({ enum: LOG_LEVELS, description: 'This one or worse' })
  @IsOptional()
  @IsIn(LOG_LEVELS)
  level?: LogLevel;

  @MomentQuery('from', 'From then on')
  from?: string;

  @MomentQuery('to', 'Before then')
  to?: string;
}

export class LogEntryDto {
  @ApiProperty()
  id: string;

  @ApiProperty({ format: 'date-time' })
  timestamp: string;

  @ApiProperty({ enum: LOG_LEVELS })
  level: LogLevel;

  @ApiProperty()
  service: string;

  @ApiProperty(NULLABLE_TEXT)
  version: string | null;

  @ApiProperty(NULLABLE_TEXT)
  trace_id: string | null;

  @ApiProperty(NULLABLE_TEXT)
  user_id: string | null;

  @ApiProperty()
  msg: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'All else that the line says' })
  fields: Record<string, unknown>;
}

export class LogsDto {
  @ApiProperty({ type: [LogEntryDto] })
  logs: LogEntryDto[];

  @ApiProperty()
  pagination: PaginationDto;

  @ApiPropertyOptional({ description: 'For after' })
  next_cursor?: string;
}
