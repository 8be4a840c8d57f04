import { AnySession, ClientAddress, CurrentUser, Identity, Public } from '@dongbaejul/identity';
import { ApiAnswer, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ChangePasswordDto, ForgotPasswordDto, ResetPasswordDto } from './dto/ways-in.dto';
import { OwnPassword } from './own-password';

@ApiTags('auth')
@Controller('auth/password')
export class PasswordController {
  constructor(private readonly passwords: OwnPassword) {}

  @Post('forgot')
  @Public()
  @ApiOperation({ summary: 'Mail a link that sets a new password; the same answer whether the account exists or not' })
  @ApiAnswer(SuccessDto)
  async forgot(@Body() { email }: ForgotPasswordDto, @ClientAddress() address: string): Promise<SuccessDto> {
    await this.passwords.forgot(email, address);
    return new SuccessDto();
  }

  @Post('reset')
  @Public()
  @ApiOperation({ summary: 'Set a new password by the link that was mailed; ends every session' })
  @ApiAnswer(SuccessDto, { errors: [422] })
  async reset(@Body() { token, password }: ResetPasswordDto, @ClientAddress() address: string): Promise<SuccessDto> {
    await this.passwords.reset(token, password, address);
    return new SuccessDto();
  }

  @Post('change')
  @AnySession()
  @ApiOperation({ summary: 'Change my password; ends my other sessions' })
  @ApiAnswer(SuccessDto, { errors: [401, 403, 422] })
  async change(
    @CurrentUser() user: Identity,
    @Body() body: ChangePasswordDto,
    @ClientAddress() address: string,
  ): Promise<SuccessDto> {
    await this.passwords.change(user, { current: body.current_password, next: body.new_password, address });
    return new SuccessDto();
  }
}
