import { Controller, Get, Headers, Query, Res, UseInterceptors } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CallInterceptor } from '../control/call.interceptor';
import { OAuthService, type TokenAnswer } from './oauth.service';

@Controller('oauth2')
export class OAuthController {
  constructor(private readonly oauth: OAuthService) {}

  @Get('authorize')
  authorize(@Query() query: Record<string, unknown>, @Res() reply: FastifyReply): void {
    const answer = this.oauth.authorize(query);
    if ('redirect' in answer) void reply.redirect(answer.redirect, 302);
    else void reply.type('text/html; charset=utf-8').send(answer.html);
  }

  @Get('token')
  @UseInterceptors(CallInterceptor)
  token(@Query() query: Record<string, unknown>, @Headers('authorization') authorization?: string): TokenAnswer {
    return this.oauth.token(query, authorization);
  }
}
