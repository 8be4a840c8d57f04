import { Role, ROLES } from '@dongbaejul/contracts';
import { ListQuery, PaginationDto } from '@dongbaejul/persistence';
import { MaybeId, MomentQuery, Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

const NULLABLE_TEXT = { type: String, nullable: true } as const;
const word = (description: string): Parameters<typeof Text>[0] => ({
  max: 200,
  singleLine: true,
  optional: true,
  api: { description },
});

/** What can be asked of the log, by list and by file alike. */
export class AuditFilterQuery extends ListQuery {
  @MaybeId()
  @Text(word('Who did it: a member id'))
  actor_id?: string;

  @Text(word('For example account.blocked'))
  action?: string;

  @Text(word('For example account, post'))
  object_type?: string;

  @MaybeId()
  @Text(word('On what'))
  object_id?: string;

  @Text(word('The service where it was done'))
  service?: string;

  @Text(word('All that one request did'))
  trace_id?: string;

  @MomentQuery('from', 'From then on')
  from?: string;

  @MomentQuery('to', 'Before then')
  to?: string;
}

export class AuditQuery extends AuditFilterQuery {
  @ApiPropertyOptional({ enum: ['json', 'csv'], default: 'json', description: 'csv: all that fit, as one file' })
  @IsOptional()
  @IsIn(['json', 'csv'])
  format?: 'json' | 'csv';
}

export class AuditLogDto {
  @ApiProperty({ type: Number, description: 'Its place in the log, from 1 without a gap' })
  seq: number;

  @ApiProperty()
  service: string;

  @ApiProperty({ ...NULLABLE_TEXT, description: 'null: the platform by itself' })
  actor_id: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, description: 'The name at present' })
  actor_name: string | null;

  @ApiProperty({ enum: ROLES, isArray: true })
  actor_roles: Role[];

  @ApiProperty(NULLABLE_TEXT)
  client_address: string | null;

  @ApiProperty()
  action: string;

  @ApiProperty()
  object_type: string;

  @ApiProperty()
  object_id: string;

  @ApiProperty({ ...NULLABLE_TEXT, description: 'The name at present, where object_id is a member' })
  object_name: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  before: unknown;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  after: unknown;

  @ApiProperty(NULLABLE_TEXT)
  reason: string | null;

  @ApiProperty({ format: 'date-time' })
  occurred_at: string;

  @ApiProperty()
  trace_id: string;

  @ApiProperty({ description: 'SHA-256 over the row and the hash before it' })
  hash: string;
}

export class AuditLogsDto {
  @ApiProperty({ type: [AuditLogDto] })
  audit_logs: AuditLogDto[];

  @ApiProperty()
  pagination: PaginationDto;

  @ApiPropertyOptional({ description: 'For after' })
  next_cursor?: string;
}
