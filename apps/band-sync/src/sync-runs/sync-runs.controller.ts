import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, Requires } from '@dongbaejul/identity';
import { Idempotent } from '@dongbaejul/persistence';
import { ApiAnswer } from '@dongbaejul/service-kit';
import { Controller, Get, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { SyncRunAnswerDto, SyncRunIdDto, SyncRunsDto } from './dto/sync-run.dto';
import { SyncRunsQuery } from './dto/sync-runs-query.dto';
import { SyncRunsService } from './sync-runs.service';

@ApiTags('sync')
@Controller('admin/sync-runs')
export class SyncRunsController {
  constructor(private readonly runs: SyncRunsService) {}

  @Get()
  @Requires('sync:read')
  @ApiOperation({ summary: 'Sync runs, the latest first' })
  @ApiAnswer(SyncRunsDto, { errors: [401, 403] })
  list(@Query() query: SyncRunsQuery): Promise<SyncRunsDto> {
    return this.runs.list(query);
  }

  @Post()
  @Requires('sync:run')
  @Idempotent()
  @ApiOperation({ summary: 'Start a sync run, or go on with a paused one' })
  @ApiAnswer(SyncRunAnswerDto, {
    status: HttpStatus.CREATED,
    errors: [401, 403, 409, 422],
    description: 'A new run; a paused one goes on instead',
  })
  async start(@Actor() actor: AuditActor): Promise<SyncRunAnswerDto> {
    return { run: await this.runs.start('admin', actor) };
  }

  @Get(':id')
  @Requires('sync:read')
  @ApiOperation({ summary: 'A sync run and its progress' })
  @ApiAnswer(SyncRunAnswerDto, { errors: [401, 403, 404] })
  async show(@Param() { id }: SyncRunIdDto): Promise<SyncRunAnswerDto> {
    return { run: await this.runs.show(id) };
  }

  @Post(':id/cancel')
  @Requires('sync:run')
  @ApiOperation({ summary: 'Cancel a sync run' })
  @ApiAnswer(SyncRunAnswerDto, { errors: [401, 403, 404, 409] })
  async cancel(@Param() { id }: SyncRunIdDto, @Actor() actor: AuditActor): Promise<SyncRunAnswerDto> {
    return { run: await this.runs.cancel(id, actor) };
  }
}
