import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, AnySession, ClientAddress, CurrentUser, Identity } from '@dongbaejul/identity';
import { ApiAnswer, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Delete, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { BandLink } from './band-link';
import { BandLinkAnswerDto, BandLinkDto } from './dto/band-link.dto';

@ApiTags('auth')
@Controller('auth/band/link')
export class BandLinkController {
  constructor(private readonly linking: BandLink) {}

  @Post()
  @AnySession()
  @ApiOperation({ summary: 'Link BAND to my account: begun with redirect_uri, finished with code and state' })
  @ApiAnswer(BandLinkAnswerDto, { errors: [401, 403, 409] })
  async link(
    @CurrentUser() user: Identity,
    @Actor() actor: AuditActor,
    @Body() body: BandLinkDto,
  ): Promise<BandLinkAnswerDto> {
    const step = body.step();
    if ('redirect_uri' in step) return this.linking.begin(user, step);
    await this.linking.finish(user, actor, step);
    return { band_linked: true };
  }

  @Delete()
  @AnySession()
  @ApiOperation({ summary: 'Unlink BAND from my account, where a password remains' })
  @ApiAnswer(SuccessDto, { errors: [401, 409] })
  async unlink(@CurrentUser() user: Identity, @ClientAddress() from: string): Promise<SuccessDto> {
    await this.linking.unlink(user, from);
    return new SuccessDto();
  }
}
