import { AnySession, ClientAddress, CurrentUser, Identity, Public } from '@dongbaejul/identity';
import { ApiAnswer, invalidField, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { profileOf } from '../accounts/profile';
import { CLEARED_COOKIE } from './cookie/refresh-cookie';
import { MayUseCookie, RefreshCookie } from './cookie/refresh-cookie.decorators';
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
  @MayUseCookie()
  @ApiOperation({ summary: 'Exchange the refresh token for a new pair' })
  @ApiAnswer(TokensDto, { errors: [401, 403] })
  async refresh(
    @Body() body: RefreshDto,
    @ClientAddress() from: string,
    @RefreshCookie() cookie?: string,
  ): Promise<TokensDto> {
    const token = body.refresh_token ?? cookie;
    if (token === undefined) throw missingToken();
    return tokensOf(await this.refreshing.exchange(token, from));
  }

  @Post('logout')
  @AnySession()
  @ApiOperation({ summary: 'End this session' })
  @ApiAnswer(SuccessDto, { errors: [401] })
  async logout(
    @CurrentUser() user: Identity,
    @Res({ passthrough: true }) reply: FastifyReply,
    @RefreshCookie() cookie?: string,
  ): Promise<SuccessDto> {
    await this.current.end(user);
    if (cookie !== undefined) void reply.header('set-cookie', CLEARED_COOKIE);
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

const missingToken = (): Error =>
  invalidField('refresh_token', 'refresh_token을 보내 주세요.', 'is needed, unless the cookie has it');
