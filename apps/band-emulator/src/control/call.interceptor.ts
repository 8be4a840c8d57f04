import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { catchError, from, lastValueFrom, type Observable, tap, throwError } from 'rxjs';
import { Tokens } from '../oauth/tokens';
import { BandError } from '../open-api/band.errors';
import { RawAnswer, faultAnswer, shortened } from './fault-answers';
import { type ActiveFault, Faults } from './faults';
import { Stats } from './stats';

/** Around every call of BAND's own endpoints: counts it, and lets the ordered faults have their way with it. */
@Injectable()
export class CallInterceptor implements NestInterceptor {
  constructor(
    private readonly faults: Faults,
    private readonly stats: Stats,
    private readonly tokens: Tokens,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const endpoint = request.routeOptions.url ?? request.url;
    this.stats.call(endpoint);
    const fault = this.faults.take(endpoint, this.callerOf(request));
    const answer = fault ? from(this.spoil(fault, next, context)) : next.handle();
    return answer.pipe(
      tap(() => this.stats.result('1')),
      catchError((error: unknown) => {
        this.stats.result(
          error instanceof BandError ? String(error.failure.code) : error instanceof RawAnswer ? 'spoilt' : 'error',
        );
        return throwError(() => error);
      }),
    );
  }

  private async spoil(fault: ActiveFault, next: CallHandler<unknown>, context: ExecutionContext): Promise<unknown> {
    this.stats.fault();
    const result = fault.when === 'after' ? await lastValueFrom(next.handle()) : undefined;
    if (fault.delayMs !== undefined) await sleep(fault.delayMs);
    const answer = faultAnswer(fault);
    if (answer) throw answer;
    if (fault.kind === 'odd_status')
      void context
        .switchToHttp()
        .getResponse<FastifyReply>()
        .status(fault.status ?? 500);
    const good = fault.when === 'after' ? result : await lastValueFrom(next.handle());
    return fault.kind === 'short_list' ? shortened(good) : good;
  }

  private callerOf(request: FastifyRequest): string | undefined {
    const { access_token: token } = request.query as Record<string, unknown>;
    return typeof token === 'string' ? this.tokens.verify('access', token)?.userKey : undefined;
  }
}
