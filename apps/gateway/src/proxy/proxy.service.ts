import { CommonErrors } from '@dongbaejul/contracts';
import { Identity, RequestSigner } from '@dongbaejul/identity';
import { AppExceptionFilter, JSON_BODY_LIMIT, metrics, Shutdown } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { Agent, Dispatcher } from 'undici';
import { GatewayConfig } from '../config';
import type { EdgeRoute } from '../routing/route-table';
import { Picked, Upstreams } from '../upstreams/upstreams';
import { Attempt } from './attempt';
import { limitStreamed, refuseDeclared } from './body-limit';
import { Exchange } from './exchange';
import { createUpstreamAgent } from './upstream-agent';
import { upstreamFailure } from './upstream-failure';
import { forwardableHeaders } from './upstream-request';

const failures = metrics.counter({
  name: 'upstream_failures_total',
  help: 'Proxied requests that got no answer from an address, by reason',
  labelNames: ['service', 'code'],
});

/** Passes a request that the guards let through on to its service, and the answer back, as streams. */
@Injectable()
export class ProxyService {
  private readonly signer: RequestSigner;
  private readonly failureAnswers: AppExceptionFilter;
  private readonly agent: Agent;

  constructor(
    private readonly config: GatewayConfig,
    private readonly upstreams: Upstreams,
    shutdown: Shutdown,
  ) {
    this.agent = createUpstreamAgent(config.PROXY_IDLE_TIMEOUT_MS);
    shutdown.onClose('upstream connections', () => this.agent.destroy());
    this.signer = new RequestSigner(config.GATEWAY_SIGNING_SECRET);
    this.failureAnswers = new AppExceptionFilter(!config.isProduction);
  }

  /** What mountProxy sends here, once the guards have let it through. @throws as `forward` does, ROUTE_NOT_FOUND */
  handle(request: FastifyRequest, reply: FastifyReply): void {
    if (!request.edgeRoute) throw CommonErrors.ROUTE_NOT_FOUND();
    this.forward(request.edgeRoute, request, reply);
  }

  /** Answers a request that a guard refused, or that could not be sent. */
  refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    this.failureAnswers.answer(error, request, reply);
  }

  /** @throws SERVICE_UNAVAILABLE when no address takes requests now, BODY_TOO_LARGE */
  forward(route: EdgeRoute, request: FastifyRequest, reply: FastifyReply): void {
    const bodyLimit = route.bodyLimit ?? JSON_BODY_LIMIT;
    refuseDeclared(request, bodyLimit);
    const picked = this.upstreams.pick(route.upstream);
    if (!picked) throw CommonErrors.SERVICE_UNAVAILABLE({ service: route.upstream, retry_after: 1 });
    const attempt = new Attempt(request, reply, route.timeoutMs ?? this.config.PROXY_TIMEOUT_MS, bodyLimit);
    limitStreamed(request, bodyLimit, () => attempt.stop('too-large'));
    this.sendOrLeave(route, request, reply, attempt, picked, true);
  }

  /** What is thrown before anything is sent says nothing about the address. */
  private sendOrLeave(...[route, request, reply, attempt, picked, mayRetry]: Parameters<ProxyService['send']>): void {
    try {
      this.send(route, request, reply, attempt, picked, mayRetry);
    } catch (error) {
      picked.outcome.abandoned();
      attempt.answered();
      throw error;
    }
  }

  private send(
    route: EdgeRoute,
    request: FastifyRequest,
    reply: FastifyReply,
    attempt: Attempt,
    { address, outcome }: Picked,
    mayRetry: boolean,
  ): void {
    const exchange = new Exchange(request, reply, {
      answered: () => {
        attempt.answered();
        outcome.succeeded();
      },
      failed: (error) => {
        const failure = upstreamFailure(error, route.upstream, attempt.stopped);
        failures.inc({ service: route.upstream, code: failure.error.code });
        if (failure.countsAgainstAddress) outcome.failed();
        else outcome.abandoned();
        const other =
          mayRetry &&
          this.mayGoElsewhere(request, attempt, failure.unsent) &&
          this.upstreams.pick(route.upstream, address);
        if (other) return this.sendOrLeave(route, request, reply, attempt, other, false);
        attempt.answered();
        this.failureAnswers.answer(failure.error, request, reply);
      },
    });
    attempt.exchange = exchange;
    this.agent.dispatch(
      {
        origin: address.url,
        // As it came: the signature vouches for these very bytes.
        path: request.raw.url ?? '/',
        method: request.method as Dispatcher.HttpMethod,
        headers: this.upstreamHeaders(route, request),
        body: untilWritten(request.body),
      },
      exchange,
    );
  }

  /** Once, within the deadline, and only where a second run cannot do harm: reads, and what was never sent. */
  private mayGoElsewhere(request: FastifyRequest, attempt: Attempt, unsent: boolean): boolean {
    const repeatable = request.method === 'GET' || request.method === 'HEAD';
    return !attempt.stopped && (unsent || repeatable);
  }

  private upstreamHeaders(route: EdgeRoute, request: FastifyRequest): Record<string, string | string[]> {
    const clientAddress = request.clientAddress ?? request.ip;
    const sent = forwardableHeaders(request.headers, request.body !== undefined && request.body !== null);
    Object.assign(
      sent,
      this.signer.sign({
        service: route.upstream,
        method: request.method,
        path: request.raw.url ?? '/',
        identity: request.identity as Identity | undefined,
        clientAddress,
      }),
    );
    sent['x-request-id'] = request.id;
    sent['x-forwarded-for'] = clientAddress;
    sent['x-forwarded-proto'] = request.protocol;
    if (request.headers.host) sent['x-forwarded-host'] = request.headers.host;
    return sent;
  }
}

/**
 * The body as an iterable that touches its stream only when the connection is there. Given the stream itself, undici
 * would destroy it when an address cannot be reached, and there would be nothing left to send to another.
 */
function untilWritten(body: unknown): Readable | null {
  if (!(body instanceof Readable)) return null;
  const lazy: AsyncIterable<unknown> = { [Symbol.asyncIterator]: () => body[Symbol.asyncIterator]() };
  // undici takes iterables; its types do not say so.
  return lazy as unknown as Readable;
}
