import { CommonErrors } from '@dongbaejul/contracts';
import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LimitErrors } from './limits.errors';
import { RateLimits } from './rate-limits';
import type { Decision } from './leased-window';

/**
 * Global. Counts per user, or per address where nobody is signed in, and tells the client before it bites
 * (`RateLimit` and `RateLimit-Policy`, draft-ietf-httpapi-ratelimit-headers).
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limits: RateLimits) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const decision = this.limits.takeGeneral(request);
    if (decision instanceof Promise) return decision.then((d) => this.afterGeneral(d, request, reply));
    return this.afterGeneral(decision, request, reply);
  }

  private afterGeneral(decision: Decision, request: FastifyRequest, reply: FastifyReply): boolean | Promise<boolean> {
    void reply.header('RateLimit-Policy', this.limits.generalPolicy);
    void reply.header('RateLimit', left('general', decision));
    if (!decision.allowed) throw CommonErrors.TOO_MANY_REQUESTS({ retry_after: decision.resetSeconds });
    return request.edgeRoute?.limit === 'upload' ? this.countUpload(decision, request, reply) : true;
  }

  private async countUpload(general: Decision, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const decision = await this.limits.takeUpload(request);
    void reply.header('RateLimit-Policy', `${this.limits.generalPolicy}, ${this.limits.uploadPolicy}`);
    void reply.header('RateLimit', `${left('general', general)}, ${left('uploads', decision)}`);
    if (!decision.allowed) throw LimitErrors.TOO_MANY_UPLOADS({ retry_after: decision.resetSeconds });
    return true;
  }
}

const left = (limit: string, { remaining, resetSeconds }: Decision): string =>
  `"${limit}";r=${remaining};t=${resetSeconds}`;
