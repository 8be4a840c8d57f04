import { ListQuery } from '@dongbaejul/persistence';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { RUN_STATUSES, type RunStatus } from '../sync-run.schema';

export class SyncRunsQuery extends ListQuery {
  @ApiPropertyOptional({ enum: RUN_STATUSES, description: 'Those alone; every run without it' })
  @IsOptional()
  @IsIn(RUN_STATUSES)
  status?: RunStatus;
}
