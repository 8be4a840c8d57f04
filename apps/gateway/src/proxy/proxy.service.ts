import { CommonErrors } from '@dongbaejul/contracts';
import { Identity, RequestSigner, TokenVerifier } from '@dongbaejul/identity';
import { AppExceptionFilter, Shutdown } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Agent } from 'undici';
import { GatewayConfig } from '../config';
import type { EdgeRoute } from '../routing/route-table';
import { Upstreams } from '../upstreams/upstreams';
import { ProxiedRequest } from './proxied-request';
import { createUpstreamAgent } from './upstream-agent';
import { forwardableHeaders } from './upstream-request';

/** Passes requests that the guards let through on to their service, and the answers back, as streams. */
@Injectable()
export class ProxyService {
  readonly agent: Agent;
  private readonly signer: RequestSigner;
  private readonly failureAnswers: AppExceptionFilter;

  constructor(
    readonly config: GatewayConfig,
    readonly upstreams: Upstreams,
    readonly shutdown: Shutdown,
    private readonly tokens: TokenVerifier,
  ) {
    this.agent = createUpstreamAgent(config.PROXY_IDLE_TIMEOUT_MS);
    shutdown.onClose('upstream connections', () => this.agent.destroy());
    this.signer = new RequestSigner(config.GATEWAY_SIGNING_SECRET);
    this.failureAnswers = new AppExceptionFilter(!config.isProduction);
  }

  /** What mountProxy sends here, once the guards have let it through. @throws ROUTE_NOT_FOUND, BODY_TOO_LARGE */
  handle(request: FastifyRequest, reply: FastifyReply): void {
    if (!request.edgeRoute) throw CommonErrors.ROUTE_NOT_FOUND();
    new ProxiedRequest(this, request.edgeRoute, request, reply).start();
  }

  /**
   * Whether whoever asked may still: the guard saw the headers only, and the rest may have come much later.
   * @throws SESSION_ENDED, TOKEN_STALE
   */
  assertStillAdmitted({ accessToken }: FastifyRequest): void {
    if (accessToken) this.tokens.assertStillGood(accessToken);
  }

  /** Answers a request that was refused, or that could not be sent. */
  refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    this.failureAnswers.answer(error, request, reply);
  }

  /** The client's headers as the service may see them, and ours, which say who asks. */
  headersFor(route: EdgeRoute, request: FastifyRequest): Record<string, string | string[]> {
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
