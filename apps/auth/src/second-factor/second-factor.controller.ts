import { AnySession, ClientAddress, CurrentUser, Identity, Public } from '@dongbaejul/identity';
import { ApiAnswer, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { MayUseCookie } from '../sessions/cookie/refresh-cookie.decorators';
import { RequestDevice } from '../sessions/device.decorator';
import { SignedInDto, signedInOf } from '../sessions/dto/tokens.dto';
import type { Device } from '../sessions/sessions.service';
import { AnyCodeDto, CodeDto, MfaVerifyDto, RecoveryCodesDto, TotpDto } from './dto/second-factor.dto';
import { Entry } from './entry';
import { OwnSecondFactor } from './own-second-factor';

@ApiTags('auth')
@Controller('auth/mfa')
export class SecondFactorController {
  constructor(
    private readonly own: OwnSecondFactor,
    private readonly entry: Entry,
  ) {}

  @Post('totp')
  @AnySession()
  @ApiOperation({ summary: 'Begin to set up a second factor with an authenticator app' })
  @ApiAnswer(TotpDto, { errors: [401, 403, 409] })
  async begin(@CurrentUser() user: Identity): Promise<TotpDto> {
    const { secret, url } = await this.own.begin(user);
    return { secret, otpauth_url: url };
  }

  @Post('confirm')
  @AnySession()
  @ApiOperation({ summary: 'Turn the second factor on by a code of the app' })
  @ApiAnswer(RecoveryCodesDto, { errors: [401, 403, 409] })
  async confirm(
    @CurrentUser() user: Identity,
    @Body() { code }: CodeDto,
    @ClientAddress() from: string,
  ): Promise<RecoveryCodesDto> {
    return { recovery_codes: await this.own.confirm(user, code, from) };
  }

  @Post('disable')
  @AnySession()
  @ApiOperation({ summary: 'Turn the second factor off' })
  @ApiAnswer(SuccessDto, { errors: [401, 403, 409] })
  async disable(
    @CurrentUser() user: Identity,
    @Body() { code }: AnyCodeDto,
    @ClientAddress() from: string,
  ): Promise<SuccessDto> {
    await this.own.disable(user, code, from);
    return new SuccessDto();
  }

  @Post('verify')
  @Public()
  @MayUseCookie()
  @ApiOperation({ summary: 'Finish a sign-in that answered an mfa_token' })
  @ApiAnswer(SignedInDto, { errors: [401, 403] })
  async verify(@Body() { mfa_token, code }: MfaVerifyDto, @RequestDevice() device: Device): Promise<SignedInDto> {
    return signedInOf(await this.entry.finish(mfa_token, code, device));
  }
}
