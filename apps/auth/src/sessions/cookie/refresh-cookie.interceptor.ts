import { AppError } from '@dongbaejul/contracts';
import { CallHandler, ExecutionContext, Injectable, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, map, Observable } from 'rxjs';
import { AuthConfig } from '../../config';
import { SessionErrors } from '../sessions.errors';
import { CLEARED_COOKIE, cookieFor, cookieIn, isFromOurPages } from './refresh-cookie';

interface Body {
  refresh_cookie?: unknown;
  refresh_token?: unknown;
}

/** After these the cookie is worth nothing any more. */
const OVER = new Set(['REFRESH_TOKEN_INVALID', 'REFRESH_TOKEN_REUSED']);

/**
 * Moves the refresh token of an answer into the cookie, where a browser asks for that (`refresh_cookie: true`) or
 * refreshes by the cookie: then no script of a page ever sees it.
 */
@Injectable()
export class RefreshCookieInterceptor implements NestInterceptor<object, object> {
  constructor(private readonly config: AuthConfig) {}

  /** @throws ORIGIN_NOT_ALLOWED before anything is done for a page that is not ours */
  intercept(context: ExecutionContext, next: CallHandler<object>): Observable<object> {
    const http = context.switchToHttp();
    const { headers, body } = http.getRequest<FastifyRequest<{ Body: Body | undefined }>>();
    const reply = http.getResponse<FastifyReply>();
    const byCookie = body?.refresh_token === undefined && cookieIn(headers.cookie) !== undefined;
    const refreshes = http.getRequest<FastifyRequest>().routeOptions.url?.endsWith('/auth/refresh') === true;
    if (body?.refresh_cookie !== true && !(refreshes && byCookie)) return next.handle();
    if (!isFromOurPages(headers, this.config.ALLOWED_ORIGINS)) throw SessionErrors.ORIGIN_NOT_ALLOWED();
    return next.handle().pipe(
      map((answer) => toCookie(answer, reply)),
      catchError((error: unknown) => {
        if (error instanceof AppError && OVER.has(error.code)) void reply.header('set-cookie', CLEARED_COOKIE);
        throw error;
      }),
    );
  }
}

/** A sign-in that waits for its second factor has no token yet. */
function toCookie(answer: object, reply: FastifyReply): object {
  if (!('refresh_token' in answer)) return answer;
  const { refresh_token, ...rest } = answer;
  void reply.header('set-cookie', cookieFor(String(refresh_token)));
  return rest;
}
