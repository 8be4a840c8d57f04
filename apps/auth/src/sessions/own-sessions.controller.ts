import { AnySession, CurrentUser, Identity } from '@dongbaejul/identity';
import { ApiAnswer, SuccessDto } from '@dongbaejul/service-kit';
import { Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { OthersEndedDto, SessionIdDto, SessionsDto, sessionsOf } from './dto/sessions.dto';
import { OwnSessions } from './own-sessions';

@ApiTags('auth')
@Controller('auth/sessions')
export class OwnSessionsController {
  constructor(private readonly own: OwnSessions) {}

  @Get()
  @AnySession()
  @ApiOperation({ summary: 'Where I am signed in: device, address, last use' })
  @ApiAnswer(SessionsDto, { errors: [401] })
  async list(@CurrentUser() user: Identity): Promise<SessionsDto> {
    return sessionsOf(await this.own.list(user), user.sessionId);
  }

  @Delete(':id')
  @AnySession()
  @ApiOperation({ summary: 'Sign a device of mine out' })
  @ApiAnswer(SuccessDto, { errors: [401, 404] })
  async end(@CurrentUser() user: Identity, @Param() { id }: SessionIdDto): Promise<SuccessDto> {
    await this.own.end(user, id);
    return new SuccessDto();
  }

  @Post('revoke-others')
  @AnySession()
  @ApiOperation({ summary: 'Sign all my other devices out' })
  @ApiAnswer(OthersEndedDto, { errors: [401] })
  async endOthers(@CurrentUser() user: Identity): Promise<OthersEndedDto> {
    return { message: 'success', ended: await this.own.endOthers(user) };
  }
}
