import { PaginationDto } from '@dongbaejul/persistence';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { RUN_STATUSES, type RunStatus } from '../sync-run.schema';

export class KindCountsDto {
  @ApiProperty({ type: Number })
  seen: number;

  @ApiProperty({ type: Number })
  new: number;

  @ApiProperty({ type: Number })
  changed: number;

  @ApiProperty({ type: Number })
  unchanged: number;

  @ApiProperty({ type: Number })
  gone: number;
}

export class RunCountsDto {
  @ApiProperty({ type: KindCountsDto })
  members: KindCountsDto;

  @ApiProperty({ type: KindCountsDto })
  posts: KindCountsDto;

  @ApiProperty({ type: KindCountsDto })
  comments: KindCountsDto;
}

export class RunProgressDto {
  @ApiProperty({ enum: ['posts', 'gone', 'done'] })
  phase: 'posts' | 'gone' | 'done';

  @ApiProperty({ type: Number, description: 'Pages of BAND’s list read so far' })
  pages: number;

  @ApiProperty({ type: Number })
  posts_read: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Posts known before the run; BAND tells no total' })
  posts_expected: number | null;
}

export class RunErrorDto {
  @ApiProperty({ type: String })
  code: string;

  @ApiProperty({ type: String, description: 'What went wrong and what to do, in words for an operator' })
  message: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  details?: Record<string, unknown>;
}

export class SyncRunDto {
  @ApiProperty({ type: String })
  id: string;

  @ApiProperty({ enum: RUN_STATUSES })
  status: RunStatus;

  @ApiProperty({ type: String, description: 'What started it: admin, members, or auto' })
  trigger: string;

  @ApiProperty({ type: String, nullable: true, description: 'Account id of who started it' })
  started_by: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  started_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  ended_at: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'From its start until its end, or until now' })
  duration_ms: number | null;

  @ApiProperty({ type: RunProgressDto })
  progress: RunProgressDto;

  @ApiProperty({ type: RunCountsDto })
  counts: RunCountsDto;

  @ApiProperty({ type: RunErrorDto, nullable: true })
  error: RunErrorDto | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When a paused run goes on by itself',
  })
  resume_at: string | null;

  @ApiProperty({ type: Boolean })
  cancel_requested: boolean;

  @ApiProperty({ type: String, description: 'Finds its lines in the logs of every service' })
  trace_id: string;
}

export class SyncRunAnswerDto {
  @ApiProperty({ type: SyncRunDto })
  run: SyncRunDto;
}

export class SyncRunsDto {
  @ApiProperty({ type: [SyncRunDto] })
  runs: SyncRunDto[];

  @ApiProperty({ type: PaginationDto })
  pagination: PaginationDto;

  @ApiPropertyOptional({ type: String })
  next_cursor?: string;
}

export class SyncedMembersDto {
  @ApiProperty({ type: Number, description: 'People whom BAND showed' })
  synced_count: number;

  @ApiProperty({ type: Number })
  new_members: number;

  @ApiProperty({ type: Number })
  updated_members: number;
}

/** The answer when the run takes longer than the route may: look at the run for how it goes on. */
export class SyncStartedDto {
  @ApiProperty({ type: String })
  run_id: string;
}
