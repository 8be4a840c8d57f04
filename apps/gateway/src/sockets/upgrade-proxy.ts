import { AppError, CommonErrors, ERROR_KINDS } from '@dongbaejul/contracts';
import { RequestSigner } from '@dongbaejul/identity';
import { errorBody, languageOf, metrics, newTraceId, Shutdown } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { IncomingMessage, Server, STATUS_CODES } from 'node:http';
import { connect, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { GatewayConfig } from '../config';
import { forwardableHeaders } from '../proxy/upstream-request';
import { LimitErrors } from '../limits/limits.errors';
import { RateLimits } from '../limits/rate-limits';
import { ClientAddresses } from '../security/client-addresses';
import { Upstreams } from '../upstreams/upstreams';
import { answerWithoutUpgrade, isWebSocket, readAnswerHead, relayRest } from './handshake';

const SWITCHING = /^HTTP\/1\.1 101 /;
const SOCKET_PATH = /^\/socket\.io\/?(\?|$)/;
/** From the connection to chat-socket's answer. */
const HANDSHAKE_TIMEOUT_MS = 5_000;
/** Open sockets get this long to say goodbye when the gateway stops. */
const GOODBYE_MS = 5_000;

const open = metrics.gauge({ name: 'sockets_open', help: 'Upgraded connections that pass through this process' });

/**
 * Pipes `/socket.io` upgrades to chat-socket as raw sockets. The token of a socket comes after the upgrade and is
 * checked by chat-socket; what is signed here is that the request came through the edge, and from where.
 */
@Injectable()
export class UpgradeProxy {
  private readonly logger = new Logger(UpgradeProxy.name);
  private readonly signer: RequestSigner;
  private readonly sockets = new Set<Duplex>();

  constructor(
    config: GatewayConfig,
    private readonly upstreams: Upstreams,
    private readonly addresses: ClientAddresses,
    private readonly limits: RateLimits,
    shutdown: Shutdown,
  ) {
    this.signer = new RequestSigner(config.GATEWAY_SIGNING_SECRET);
    shutdown.onDrain('open sockets', () => this.closeAll());
  }

  listen(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.upgrade(server, request, socket as Socket, head),
    );
  }

  private upgrade(server: Server, request: IncomingMessage, client: Socket, head: Buffer): void {
    client.on('error', () => client.destroy());
    if (!isWebSocket(request)) return answerWithoutUpgrade(server, request, client);
    const traceId = this.addresses.traceIdOf(request) ?? newTraceId();
    if (!SOCKET_PATH.test(request.url ?? '')) return refuse(client, request, traceId, CommonErrors.ROUTE_NOT_FOUND());
    void this.open(request, client, head, traceId);
  }

  private async open(request: IncomingMessage, client: Socket, head: Buffer, traceId: string): Promise<void> {
    const decision = await this.limits.takeAddress(this.addresses.of(request));
    if (!decision.allowed) {
      const error = LimitErrors.TOO_MANY_REQUESTS({ retry_after: decision.resetSeconds });
      return refuse(client, request, traceId, error);
    }
    const address = this.upstreams.pick('chat-socket');
    if (!address) return refuse(client, request, traceId, unavailable());
    const { hostname, port } = new URL(address.url);
    const upstream = connect({ host: hostname, port: Number(port || 80), noDelay: true });
    const giveUp = (): void => {
      address.breaker.failed();
      refuse(client, request, traceId, unavailable());
      upstream.destroy();
    };
    const timer = setTimeout(giveUp, HANDSHAKE_TIMEOUT_MS);
    upstream.once('error', giveUp).once('close', () => clearTimeout(timer));
    // Leaving before the handshake is over says nothing about the address.
    client.once('close', () => {
      address.breaker.abandoned();
      upstream.destroy();
    });
    upstream.once('connect', () => upstream.write(this.requestHead(request, traceId)));
    readAnswerHead(upstream, (answer) => {
      clearTimeout(timer);
      upstream.off('error', giveUp).on('error', () => upstream.destroy());
      address.breaker.succeeded();
      client.write(answer);
      // Only after "101" do both speak freely; before, the client's bytes would be requests that nobody checked.
      if (!SWITCHING.test(answer.toString('latin1', 0, 16))) return relayRest(upstream, client);
      if (head.length > 0) upstream.write(head);
      this.join(client, upstream);
      this.logger.debug({ msg: 'socket opened', trace_id: traceId });
    });
  }

  private join(client: Socket, upstream: Socket): void {
    this.sockets.add(client);
    open.inc();
    const end = (): void => {
      if (!this.sockets.delete(client)) return;
      open.dec();
      client.destroy();
      upstream.destroy();
    };
    client.once('close', end);
    upstream.once('close', end);
    client.pipe(upstream);
    upstream.pipe(client);
  }

  private requestHead(request: IncomingMessage, traceId: string): string {
    const path = request.url ?? '/';
    const clientAddress = this.addresses.of(request);
    const headers = {
      ...forwardableHeaders(request.headers, false),
      ...this.signer.sign({ service: 'chat-socket', method: 'GET', path, clientAddress }),
      connection: 'Upgrade',
      upgrade: request.headers.upgrade ?? 'websocket',
      'x-request-id': traceId,
      'x-forwarded-for': clientAddress,
    };
    const lines = Object.entries(headers).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => `${name}: ${one}`),
    );
    return `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
  }

  private async closeAll(): Promise<void> {
    const until = Date.now() + GOODBYE_MS;
    while (this.sockets.size > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
    for (const socket of this.sockets) socket.destroy();
  }
}

const unavailable = (): AppError => CommonErrors.SERVICE_UNAVAILABLE({ service: 'chat-socket', retry_after: 1 });

function refuse(socket: Duplex, request: IncomingMessage, traceId: string, error: AppError): void {
  if (socket.destroyed) return;
  const body = JSON.stringify(errorBody(error, languageOf(request.headers['accept-language']), traceId));
  const { status } = ERROR_KINDS[error.kind];
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n` +
      `X-Request-ID: ${traceId}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
