import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, Requires } from '@dongbaejul/identity';
import { DeadLetter, DeadLetters } from '@dongbaejul/messaging';
import { ListQuery } from '@dongbaejul/persistence';
import { ApiAnswer, requestContext, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DeadLetterDto, DeadLetterIdDto, DeadLettersDto, DismissDto, ReplayedDto } from './dead-letters.dto';
import { DismissDeadLetter } from './dismiss-dead-letter';
import { ReplayDeadLetter } from './replay-dead-letter';
import { presentDeadLetter } from './present-dead-letter';

@ApiTags('admin')
@Controller('admin/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly deadLetters: DeadLetters,
    private readonly replays: ReplayDeadLetter,
    private readonly dismissal: DismissDeadLetter,
  ) {}

  @Get()
  @Requires('dead-letters:manage')
  @ApiOperation({ summary: 'Durable events that a service gave up on, the latest first' })
  @ApiAnswer(DeadLettersDto, { errors: [401, 403] })
  async list(@Query() query: ListQuery): Promise<DeadLettersDto> {
    const { items, ...rest } = await this.deadLetters.list(query);
    return { dead_letters: items.map(present), ...rest };
  }

  @Post(':id/replay')
  @Requires('dead-letters:manage')
  @ApiOperation({ summary: 'Give an event all its tries again' })
  @ApiAnswer(ReplayedDto, { errors: [401, 403, 404, 409] })
  async replay(@Param() { id }: DeadLetterIdDto): Promise<ReplayedDto> {
    return { dead_letter: present(await this.replays.replay(id)) };
  }

  @Post(':id/dismiss')
  @Requires('dead-letters:manage')
  @ApiOperation({ summary: 'End an event that no replay can help; it never takes effect where it was given up' })
  @ApiAnswer(SuccessDto, { errors: [401, 403, 404, 409, 422] })
  async dismiss(
    @Actor() actor: AuditActor,
    @Param() { id }: DeadLetterIdDto,
    @Body() { reason }: DismissDto,
  ): Promise<SuccessDto> {
    await this.dismissal.dismiss(actor, id, reason);
    return new SuccessDto();
  }
}

const present = (letter: DeadLetter): DeadLetterDto => presentDeadLetter(letter, requestContext()?.language ?? 'ko');
