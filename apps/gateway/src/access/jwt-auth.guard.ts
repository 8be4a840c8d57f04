import { CommonErrors } from '@dongbaejul/contracts';
import { Access, ACCESS_KEY, IdentityErrors, TokenVerifier, VerifiedToken } from '@dongbaejul/identity';
import { requestContext } from '@dongbaejul/service-kit';
import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { RateLimits } from '../limits/rate-limits';

declare module 'fastify' {
  interface FastifyRequest {
    /** The token that the request was let in with; absent on public routes. */
    accessToken?: VerifiedToken;
  }
}

const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** The access rule of a request: the row's when it is proxied, the decorator's when the gateway answers itself. */
export function accessOf(context: ExecutionContext, reflector: Reflector): Access {
  const { edgeRoute } = context.switchToHttp().getRequest<FastifyRequest>();
  return edgeRoute?.access ?? reflector.get<Access | undefined>(ACCESS_KEY, context.getHandler()) ?? 'member';
}

/**
 * Global: finds out who asks. On a route that needs a session a missing or bad token is 401; on a public one the token
 * is not looked at, so that an old token does not keep anyone from signing in.
 */
@Injectable()
export class JwtAuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
    private readonly limits: RateLimits,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = accessOf(context, this.reflector);
    if (access === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (access === 'optional' && request.headers.authorization === undefined) return true;
    try {
      // Synchronous for a token seen before: a promise per request would cost more than the check.
      const verified = this.tokens.verify(bearerToken(request));
      if (!(verified instanceof Promise)) return this.admit(request, verified);
      return verified.then(
        (token) => this.admit(request, token),
        (error: unknown) => this.refuse(request, error),
      );
    } catch (error) {
      return this.refuse(request, error);
    }
  }

  private admit(request: FastifyRequest, token: VerifiedToken): true {
    const { identity } = token;
    request.accessToken = token;
    request.identity = identity;
    const scope = requestContext();
    if (scope) scope.userId = identity.userId;
    return true;
  }

  /** What fails here never reaches RateLimitGuard, so it is counted here, against the address. */
  private async refuse(request: FastifyRequest, error: unknown): Promise<never> {
    const decision = await this.limits.takeGeneral(request);
    throw decision.allowed ? error : CommonErrors.TOO_MANY_REQUESTS({ retry_after: decision.resetSeconds });
  }
}

function bearerToken(request: FastifyRequest): string {
  const header = request.headers.authorization;
  if (!header) throw CommonErrors.SIGN_IN_REQUIRED();
  const token = BEARER.exec(header)?.[1];
  if (!token) throw IdentityErrors.TOKEN_INVALID();
  return token;
}
