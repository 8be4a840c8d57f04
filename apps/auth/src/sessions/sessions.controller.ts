import { AnySession, CurrentUser, Identity, Public } from '@dongbaejul/identity';
import { ApiAnswer, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { profileOf } from '../accounts/profile';
import { CurrentSession } from './current-session';
import { MeDto, meOf, RefreshDto, TokensDto, tokensOf, VerifiedDto } from './dto/tokens.dto';
import { Refresh } from './refresh';

@ApiTags('auth')
@Controller('auth')
export class SessionsController {
  constructor(
    private readonly refreshing: Refresh,
    private readonly current: CurrentSession,
  ) {}

  @Post('refresh')
  @Public()
  @ApiOperation({ summary: 'Exchange the refresh token for a new pair' })
  @ApiAnswer(TokensDto, { errors: [401, 403] })
  async refresh(@Body() body: RefreshDto): Promise<TokensDto> {
    return tokensOf(await this.refreshing.exchange(body.refresh_token));
  }

  @Post('logout')
  @AnySession()
  @ApiOperation({ summary: 'End this session' })
  @ApiAnswer(SuccessDto, { errors: [401] })
  async logout(@CurrentUser() user: Identity): Promise<SuccessDto> {
    await this.current.end(user);
    return new SuccessDto();
  }

  @Get('verify')
  @AnySession()
  @ApiOperation({ summary: 'Whether the access token holds, and whose it is' })
  @ApiAnswer(VerifiedDto, { errors: [401] })
  async verify(@CurrentUser() user: Identity): Promise<VerifiedDto> {
    return { valid: true, user: profileOf(await this.current.account(user)) };
  }

  @Get('me')
  @AnySession()
  @ApiOperation({ summary: 'Who I am and what I may do' })
  @ApiAnswer(MeDto, { errors: [401] })
  async me(@CurrentUser() user: Identity): Promise<MeDto> {
    const { account, roles } = await this.current.find(user);
    return meOf(account, roles);
  }
}
