import { Public } from '@dongbaejul/identity';
import { ApiAnswer } from '@dongbaejul/service-kit';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequestDevice } from '../sessions/device.decorator';
import { SignedInDto, signedInOf } from '../sessions/dto/tokens.dto';
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
  @ApiOperation({ summary: 'Finish to sign in by BAND' })
  @ApiAnswer(SignedInDto, { errors: [401, 403] })
  async callback(@Body() body: BandCallbackDto, @RequestDevice() device: Device): Promise<SignedInDto> {
    return signedInOf(await this.logins.finish(body, device));
  }
}
