import { PaginationDto } from '@dongbaejul/persistence';
import { IsId } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { RUN_PHASES, RUN_SCOPES, RUN_STATUSES, type RunPhase, type RunScope, type RunStatus } from '../sync-run.schema';

export class SyncRunIdDto {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  @IsId()
  id: string;
}

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

  @ApiProperty({ type: KindCountsDto })
  albums: KindCountsDto;

  @ApiProperty({ type: KindCountsDto })
  photos: KindCountsDto;
}

export class RunProgressDto {
  @ApiProperty({ enum: [...RUN_PHASES, 'done'], description: 'gone: asking for posts that were not in the list' })
  phase: RunPhase | 'done';

  @ApiProperty({ type: Number, description: 'Pages of BAND’s list read so far' })
  pages: number;

  @ApiProperty({ type: Number })
  posts_read: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description:
      'Posts known before the run, as BAND tells no total; null where nobody can know: until a first sync was whole, ' +
      'and where the album is synced alone',
  })
  posts_expected: number | null;

  @ApiProperty({ type: Number })
  photos_read: number;
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

  @ApiProperty({ enum: RUN_SCOPES, description: 'Everything, or the photo album alone' })
  scope: RunScope;

  @ApiProperty({ type: String, description: 'What started it: admin, members, photos, schedule, or auto' })
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

  @ApiProperty({ type: [RunErrorDto], description: 'What staff should know of a run that went on all the same' })
  warnings: RunErrorDto[];

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

export class SyncedPhotosDto {
  @ApiProperty({ type: Number, description: 'Albums that BAND showed' })
  albums_synced: number;

  @ApiProperty({ type: Number, description: 'Photos that BAND showed' })
  photos_synced: number;

  @ApiProperty({ type: String, format: 'date-time' })
  last_sync: string;
}

/** The answer when the run takes longer than the route may: look at the run for how it goes on. */
export class SyncStartedDto {
  @ApiProperty({ type: String })
  run_id: string;
}
