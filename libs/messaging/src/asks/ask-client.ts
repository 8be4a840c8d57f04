import { AppError, AskName, AskReply, AskRequest, CommonErrors, isAppError } from '@dongbaejul/contracts';
import { currentTraceId, Health, requestContext, Shutdown } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { firstValueFrom, Observable, timeout } from 'rxjs';
import { MessagingOptions } from '../messaging.options';
import { recordAsk } from './ask-metrics';
import { AskPacket, ReplyPacket } from './ask-packet';
import { AskTransport, ConnectionLost, NobodyListens } from './ask-transport';

export interface AskOptions {
  /** Milliseconds for everything, retries included. Default 5000; never past the request's own deadline. */
  timeoutMs?: number;
  /** Only for asks that change nothing more when they run twice: they are then retried within the time. */
  repeatable?: boolean;
}

/** How long an ask that nobody heard is offered again, in milliseconds: a service may be starting. */
const UNHEARD_GRACE_MS = 1_000;
const SHORTEST_TRY_MS = 1_000;

type Body = Omit<AskPacket, 'id' | 'reply_to' | 'deadline'>;

/** Asks other services (request and reply). */
@Injectable()
export class AskClient {
  private readonly transport: AskTransport;

  constructor(options: MessagingOptions, health: Health, shutdown: Shutdown) {
    const { REDIS_URL: url, REDIS_KEY_PREFIX: prefix } = options.config;
    this.transport = new AskTransport({ url, prefix, service: options.service });
    // Named only; readiness is what a service listens with, see connectAsks.
    health.register('asks-out', async () => this.transport.assertHears(), { readiness: false });
    shutdown.onClose('asks-out', () => this.transport.close());
  }

  /**
   * Asks, and waits for the answer of the one replica that took it.
   * @returns the reply
   * @throws the handler's error with its code; SERVICE_TIMEOUT at the deadline; SERVICE_UNAVAILABLE when nobody
   *   listens or the connection is lost. After the last two, an ask that is not repeatable may or may not have run
   */
  async ask<Name extends AskName>(
    name: Name,
    request: AskRequest<Name>,
    options: AskOptions = {},
  ): Promise<AskReply<Name>> {
    const startedAt = performance.now();
    const context = requestContext();
    const body: Body = {
      trace_id: currentTraceId(),
      ...(context?.userId && { user_id: context.userId }),
      language: context?.language ?? 'ko',
      request,
    };
    const deadline = Math.min(Date.now() + (options.timeoutMs ?? 5_000), context?.deadline ?? Number.POSITIVE_INFINITY);
    try {
      const reply = await this.untilAnswered(name, body, deadline, options.repeatable ?? false);
      recordAsk(name, 'client', 'ok', startedAt);
      return reply as AskReply<Name>;
    } catch (error) {
      recordAsk(name, 'client', isAppError(error) ? error.code : 'INTERNAL', startedAt);
      throw error;
    }
  }

  private async untilAnswered(name: AskName, body: Body, deadline: number, repeatable: boolean): Promise<unknown> {
    const graceUntil = repeatable ? deadline : Math.min(deadline, Date.now() + UNHEARD_GRACE_MS);
    for (let delay = 50; ; delay = Math.min(delay * 2, 500)) {
      const now = Date.now();
      const tryUntil = repeatable
        ? Math.min(deadline, now + Math.max(SHORTEST_TRY_MS, Math.floor((deadline - now) / 3)))
        : deadline;
      try {
        return await this.once(name, body, tryUntil);
      } catch (error) {
        const again = error instanceof NobodyListens ? graceUntil : repeatable && isPassing(error) ? deadline : 0;
        if (Date.now() + delay >= again) throw asAppError(error);
      }
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }

  private async once(name: AskName, body: Body, deadline: number): Promise<unknown> {
    const left = deadline - Date.now();
    if (left <= 0) throw CommonErrors.SERVICE_TIMEOUT();
    const answer: Observable<ReplyPacket> = this.transport.send(name, { ...body, deadline });
    const bounded = answer.pipe(
      timeout({
        each: left,
        with: () => {
          throw CommonErrors.SERVICE_TIMEOUT();
        },
      }),
    );
    const reply = await firstValueFrom(bounded);
    if (reply.ok) return reply.reply;
    throw AppError.fromShape(reply.error);
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof ConnectionLost || (isAppError(error) && (error.kind === 'unavailable' || error.kind === 'timeout'));

const asAppError = (error: unknown): unknown =>
  error instanceof ConnectionLost || error instanceof NobodyListens
    ? CommonErrors.SERVICE_UNAVAILABLE({ retry_after: 1 }, { cause: error })
    : error;
