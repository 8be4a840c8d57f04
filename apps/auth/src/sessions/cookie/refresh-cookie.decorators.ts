import { Optional } from '@dongbaejul/service-kit';
import { applyDecorators, createParamDecorator, ExecutionContext, UseInterceptors } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { cookieIn } from './refresh-cookie';
import { RefreshCookieInterceptor } from './refresh-cookie.interceptor';

/** For routes that answer a refresh token: a browser may have it as a cookie instead. */
export const MayUseCookie = (): MethodDecorator => UseInterceptors(RefreshCookieInterceptor);

/** The refresh token of the cookie, where the request has it. */
export const RefreshCookie = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined =>
  cookieIn(context.switchToHttp().getRequest<FastifyRequest>().headers.cookie),
);

/** The field by which a browser asks for the cookie. */
export const WantsCookie = (): PropertyDecorator =>
  applyDecorators(
    Optional(),
    IsBoolean(),
    ApiPropertyOptional({
      type: Boolean,
      default: false,
      description: 'For browsers: the refresh token comes as an HttpOnly cookie for /auth, not in the answer',
    }),
  );
