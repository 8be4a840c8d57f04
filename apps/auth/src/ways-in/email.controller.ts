import { AnySession, ClientAddress, CurrentUser, Identity, Public } from '@dongbaejul/identity';
import { ApiAnswer, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Delete, HttpStatus, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { EmailTokenDto, LinkEmailDto } from './dto/ways-in.dto';
import { EmailAddress } from './email-address';

@ApiTags('auth')
@Controller('auth/email')
export class EmailController {
  constructor(private readonly address: EmailAddress) {}

  @Post('verify')
  @Public()
  @ApiOperation({ summary: 'Prove an e-mail address by the link that was mailed to it' })
  @ApiAnswer(SuccessDto, { errors: [409, 422] })
  async verify(@Body() { token }: EmailTokenDto, @ClientAddress() from: string): Promise<SuccessDto> {
    await this.address.verify(token, from);
    return new SuccessDto();
  }

  @Post('resend')
  @AnySession()
  @ApiOperation({ summary: 'Mail the verification link again' })
  @ApiAnswer(SuccessDto, { errors: [401, 409, 422] })
  async resend(@CurrentUser() user: Identity): Promise<SuccessDto> {
    await this.address.resend(user);
    return new SuccessDto();
  }

  @Post('link')
  @AnySession()
  @ApiOperation({ summary: 'Link an e-mail address to my account, or change it; a link is mailed to it' })
  @ApiAnswer(SuccessDto, { status: HttpStatus.ACCEPTED, errors: [401, 403] })
  async link(
    @CurrentUser() user: Identity,
    @Body() { email, current_password }: LinkEmailDto,
    @ClientAddress() from: string,
  ): Promise<SuccessDto> {
    await this.address.link(user, email, current_password, from);
    return new SuccessDto();
  }

  @Delete('link')
  @AnySession()
  @ApiOperation({ summary: 'Unlink e-mail and password from my account, where BAND remains' })
  @ApiAnswer(SuccessDto, { errors: [401, 409, 422] })
  async unlink(@CurrentUser() user: Identity, @ClientAddress() from: string): Promise<SuccessDto> {
    await this.address.unlink(user, from);
    return new SuccessDto();
  }
}
