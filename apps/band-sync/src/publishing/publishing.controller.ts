import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, Requires } from '@dongbaejul/identity';
import { Idempotent, ListQuery } from '@dongbaejul/persistence';
import { ApiAnswer, invalidField } from '@dongbaejul/service-kit';
import { Body, Controller, Get, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { PublicationDecision } from './decide-publication';
import { DecidePublicationDto } from './dto/decide-publication.dto';
import { PublicationAnswerDto, PublicationIdDto, PublicationsDto, PublishDto } from './dto/publications.dto';
import { PublishingService } from './publishing.service';

@ApiTags('band')
@Controller('admin/band')
@Requires('band:publish')
export class PublishingController {
  constructor(private readonly publishing: PublishingService) {}

  @Post('publish')
  @Idempotent()
  @ApiOperation({
    summary: 'Publish a post or a game at BAND',
    description: 'Goes on by itself when it takes longer: watch the publication. Nothing is published twice.',
  })
  @ApiAnswer(PublicationAnswerDto, { status: HttpStatus.CREATED, errors: [401, 403, 404, 409, 422] })
  async publish(@Actor() actor: AuditActor, @Body() { kind, id, push }: PublishDto): Promise<PublicationAnswerDto> {
    const order = { kind, id: id, push: push ?? false };
    return { publication: await this.publishing.publish(order, actor) };
  }

  @Get('publications')
  @ApiOperation({ summary: 'What was published at BAND or is on its way there, the latest first' })
  @ApiAnswer(PublicationsDto, { errors: [401, 403] })
  list(@Query() query: ListQuery): Promise<PublicationsDto> {
    return this.publishing.list(query);
  }

  @Get('publications/:id')
  @ApiOperation({ summary: 'How far a publication is' })
  @ApiAnswer(PublicationAnswerDto, { errors: [401, 403, 404] })
  async show(@Param() { id }: PublicationIdDto): Promise<PublicationAnswerDto> {
    return { publication: await this.publishing.show(id) };
  }

  @Post('publications/:id/decide')
  @Idempotent()
  @ApiOperation({
    summary: 'Say what is to become of a publication of which nobody knows whether BAND has it',
    description:
      'Only while its state is unknown, after looking at BAND: nothing is posted again by itself, as BAND may write late.',
  })
  @ApiAnswer(PublicationAnswerDto, { errors: [401, 403, 404, 409] })
  async decide(
    @Actor() actor: AuditActor,
    @Param() { id }: PublicationIdDto,
    @Body() body: DecidePublicationDto,
  ): Promise<PublicationAnswerDto> {
    return { publication: await this.publishing.decide(id, decisionOf(body), actor) };
  }
}

function decisionOf({ decision, band_post_key: key }: DecidePublicationDto): PublicationDecision {
  if (decision !== 'found') {
    if (key === undefined) return { decision };
    throw invalidField('band_post_key', 'found일 때만 보낼 수 있습니다.', 'goes with found only');
  }
  if (key === undefined) throw invalidField('band_post_key', '필수 항목입니다.', 'is required');
  return { decision, key };
}
