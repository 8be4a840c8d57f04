import { AppError, CommonErrors, ERROR_KINDS } from '@dongbaejul/contracts';
import { RequestSigner } from '@dongbaejul/identity';
import { errorBody, languageOf, metrics, newTraceId, Shutdown } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import type { IncomingMessage, Server } from 'node:http';
import { connect, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { GatewayConfig } from '../config';
import { forwardableHeaders } from '../proxy/upstream-request';
import { ClientAddresses } from '../security/client-addresses';
import { Upstreams } from '../upstreams/upstreams';

const SOCKET_PATH = /^\/socket\.io\/?(\?|$)/;
const CONNECT_TIMEOUT_MS = 2_000;
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
    shutdown: Shutdown,
  ) {
    this.signer = new RequestSigner(config.GATEWAY_SIGNING_SECRET);
    shutdown.onDrain('open sockets', () => this.closeAll());
  }

  listen(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.upgrade(request, socket, head),
    );
  }

  private upgrade(request: IncomingMessage, client: Duplex, head: Buffer): void {
    client.on('error', () => client.destroy());
    const traceId = this.addresses.traceIdOf(request) ?? newTraceId();
    if (!SOCKET_PATH.test(request.url ?? '')) return refuse(client, request, traceId, CommonErrors.ROUTE_NOT_FOUND());
    const address = this.upstreams.pick('chat-socket');
    if (!address) return refuse(client, request, traceId, unavailable());
    const { hostname, port } = new URL(address.url);
    const upstream = connect({ host: hostname, port: Number(port || 80), timeout: CONNECT_TIMEOUT_MS });
    const fail = (): void => {
      address.breaker.failed();
      refuse(client, request, traceId, unavailable());
      upstream.destroy();
    };
    upstream.once('error', fail);
    upstream.once('timeout', fail);
    upstream.once('connect', () => {
      upstream.off('error', fail).off('timeout', fail).setTimeout(0).setNoDelay(true);
      address.breaker.succeeded();
      upstream.write(this.requestHead(request, traceId));
      if (head.length > 0) upstream.write(head);
      this.join(client, upstream);
      this.logger.debug({ msg: 'socket opened', trace_id: traceId });
    });
  }

  private join(client: Duplex, upstream: Socket): void {
    this.sockets.add(client);
    open.inc();
    const end = (): void => {
      if (!this.sockets.delete(client)) return;
      open.dec();
      client.destroy();
      upstream.destroy();
    };
    client.once('close', end);
    upstream.once('close', end).on('error', end);
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
    `HTTP/1.1 ${status} ${status === 404 ? 'Not Found' : 'Service Unavailable'}\r\nConnection: close\r\n` +
      `X-Request-ID: ${traceId}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
