import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, CurrentUser, type Identity, Requires } from '@dongbaejul/identity';
import { ApiAnswer, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ConnectionService } from './connection.service';
import { BandConnectionDto, ConnectBandAnswerDto, ConnectBandDto } from './dto/connection.dto';

@ApiTags('band')
@Controller('admin/band/connection')
@Requires('band:connect')
export class ConnectionController {
  constructor(private readonly connection: ConnectionService) {}

  @Get()
  @ApiOperation({ summary: 'Whose BAND account the sync reads with' })
  @ApiAnswer(BandConnectionDto, { errors: [401, 403] })
  show(): Promise<BandConnectionDto> {
    return this.connection.show();
  }

  @Post()
  @ApiOperation({ summary: 'Begin to connect a BAND account (redirect_uri), or finish it (code, state)' })
  @ApiAnswer(ConnectBandAnswerDto, { errors: [401, 403, 422] })
  connect(
    @Body() body: ConnectBandDto,
    @CurrentUser() user: Identity,
    @Actor() actor: AuditActor,
  ): Promise<ConnectBandAnswerDto> {
    return this.connection.connect(body, user.userId, actor);
  }

  @Delete()
  @ApiOperation({ summary: 'Disconnect the BAND account' })
  @ApiAnswer(SuccessDto, { errors: [401, 403] })
  async disconnect(@Actor() actor: AuditActor): Promise<SuccessDto> {
    await this.connection.disconnect(actor);
    return new SuccessDto();
  }
}
