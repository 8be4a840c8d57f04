import { Public } from '@dongbaejul/identity';
import { ApiAnswer } from '@dongbaejul/service-kit';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { MayUseCookie } from '../sessions/cookie/refresh-cookie.decorators';
import { RequestDevice } from '../sessions/device.decorator';
import { enteredOf, MFA_NOTE, MfaNeededDto } from '../second-factor/dto/entered.dto';
import { SignedInDto } from '../sessions/dto/tokens.dto';
import type { Device } from '../sessions/sessions.service';
import { BandLoginService } from './band-login.service';
import { BandCallbackDto, BandLoginDto, BandLoginStartedDto } from './dto/band-login.dto';

@ApiTags('auth')
@Controller('auth/band')
export class BandLoginController {
  constructor(private readonly logins: BandLoginService) {}

  @Post('login')
  @Public()
  @ApiOperation({ summary: 'Begin to sign in by BAND' })
  @ApiAnswer(BandLoginStartedDto)
  login(@Body() body: BandLoginDto): Promise<BandLoginStartedDto> {
    return this.logins.begin(body);
  }

  @Post('callback')
  @Public()
  @MayUseCookie()
  @ApiOperation({ summary: 'Finish to sign in by BAND' })
  @ApiAnswer([SignedInDto, MfaNeededDto], { errors: [401, 403], description: MFA_NOTE })
  async callback(@Body() body: BandCallbackDto, @RequestDevice() device: Device): Promise<SignedInDto | MfaNeededDto> {
    return enteredOf(await this.logins.finish(body, device));
  }
}
