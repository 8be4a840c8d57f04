import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, Requires } from '@dongbaejul/identity';
import { ApiAnswer } from '@dongbaejul/service-kit';
import { Controller, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiStarted } from './api-started';
import { SyncedMembersDto, SyncStartedDto } from './dto/sync-run.dto';
import { SyncRunsService } from './sync-runs.service';

@ApiTags('sync')
@Controller('users/sync-band')
export class SyncBandController {
  constructor(private readonly runs: SyncRunsService) {}

  @Post()
  @Requires('sync:run')
  @ApiOperation({ summary: 'Run a sync now and tell what it did to the members' })
  @ApiAnswer(SyncedMembersDto, { errors: [401, 403, 409, 422] })
  @ApiExtraModels(SyncStartedDto)
  @ApiStarted()
  async sync(
    @Actor() actor: AuditActor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SyncedMembersDto | SyncStartedDto> {
    const answer = await this.runs.syncMembers(actor);
    if ('run_id' in answer) void reply.status(HttpStatus.ACCEPTED);
    return answer;
  }
}
