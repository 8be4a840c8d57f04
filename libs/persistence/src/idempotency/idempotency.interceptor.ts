import { CommonErrors } from '@dongbaejul/contracts';
import { invalidField, requestContext, runInContext } from '@dongbaejul/service-kit';
import { CallHandler, ExecutionContext, Injectable, Logger, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, Observable } from 'rxjs';
import { PersistenceOptions } from '../persistence.options';
import { canonicalJson } from './canonical-json';
import { IdempotencyKey, IdempotencyStore, LEASE_MS, Reservation, StoredAnswer } from './idempotency-store';
import { RequestDigest } from './request-digest';

/** How long a second request waits for the first one's answer, in milliseconds. */
const WAIT_MS = 5_000;
const LONGEST_REQUEST_MS = 60_000;
const KEPT_HEADERS = ['location', 'etag'];
const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/** See @Idempotent. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger(IdempotencyInterceptor.name);

  private readonly digest: RequestDigest;

  constructor(
    private readonly store: IdempotencyStore,
    { config }: PersistenceOptions,
  ) {
    this.digest = new RequestDigest(config.GATEWAY_SIGNING_SECRET);
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const header = request.headers['idempotency-key'];
    if (header === undefined) return next.handle();
    if (typeof header !== 'string' || !VISIBLE_ASCII.test(header)) {
      throw invalidField(
        'Idempotency-Key',
        '1~255자의 공백 없는 ASCII 문자여야 합니다.',
        'must be 1 to 255 visible ASCII characters',
      );
    }
    return from(this.once(this.keyOf(request, header), context.switchToHttp().getResponse<FastifyReply>(), next));
  }

  private keyOf(request: FastifyRequest, key: string): IdempotencyKey {
    const { params, query, body } = request;
    const bodyHash = this.digest.of(canonicalJson([params ?? null, query ?? null, body ?? null]));
    return {
      // Nobody tells strangers apart: only the same request may meet under their key, another one is somebody else's.
      user: request.identity?.userId ?? requestContext()?.userId ?? `anonymous ${bodyHash}`,
      route: `${request.method} ${request.routeOptions.url ?? ''}`,
      key,
      bodyHash,
    };
  }

  private async once(key: IdempotencyKey, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const reservation = await this.reserveOrWait(key);
    if (reservation.kind === 'answered') return replay(reservation.answer, reply);
    if (reservation.kind === 'other-body') throw CommonErrors.IDEMPOTENCY_KEY_REUSED();
    if (reservation.kind === 'in-use') throw CommonErrors.IDEMPOTENCY_KEY_IN_USE({ retry_after: 1 });
    const { owner, effect } = reservation;
    const endRenewal = this.keepRenewing(key, owner);
    try {
      const body = await this.handle(this.store.slot(key, owner, effect), next);
      await this.keep(key, owner, answerOf(body, reply));
      return body;
    } catch (error) {
      await this.store.release(key, owner).catch(() => undefined);
      throw error;
    } finally {
      endRenewal();
    }
  }

  /** A request that hangs does not hold its key for ever. @returns a function that ends it */
  private keepRenewing(key: IdempotencyKey, owner: string): () => void {
    const until = Date.now() + LONGEST_REQUEST_MS;
    const timer = setInterval(() => {
      if (Date.now() > until) clearInterval(timer);
      else this.store.renew(key, owner).catch(() => undefined);
    }, LEASE_MS / 3);
    timer.unref();
    return () => clearInterval(timer);
  }

  private handle(idempotency: unknown, next: CallHandler): Promise<unknown> {
    const context = requestContext() ?? { traceId: 'none', language: 'ko' as const };
    return runInContext({ ...context, idempotency }, () =>
      lastValueFrom(next.handle(), { defaultValue: undefined as unknown }),
    );
  }

  /** An answer that cannot be kept is still given: the committed effect stands in for it at the next try. */
  private async keep(key: IdempotencyKey, owner: string, answer: StoredAnswer): Promise<void> {
    await this.store
      .answer(key, owner, answer)
      .catch((error: unknown) => this.logger.warn({ msg: 'an answer was not kept', reason: (error as Error).message }));
  }

  private async reserveOrWait(key: IdempotencyKey): Promise<Reservation> {
    const deadline = Math.min(Date.now() + WAIT_MS, (requestContext()?.deadline ?? Number.POSITIVE_INFINITY) - 100);
    for (let delay = 20; ; delay = Math.min(delay * 2, 250)) {
      const reservation = await this.store.reserve(key);
      if (reservation.kind !== 'in-use' || Date.now() + delay >= deadline) return reservation;
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
}

function answerOf(body: unknown, reply: FastifyReply): StoredAnswer {
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = reply.getHeader(name);
    if (value !== undefined) headers[name] = String(value);
  }
  return { status: reply.statusCode, body: JSON.stringify(body ?? null), headers };
}

function replay(answer: StoredAnswer, reply: FastifyReply): unknown {
  void reply.status(answer.status).headers({ ...answer.headers, 'Idempotent-Replayed': 'true' });
  return JSON.parse(answer.body) as unknown;
}
