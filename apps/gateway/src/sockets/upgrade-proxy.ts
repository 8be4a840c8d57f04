import { AppError, CommonErrors, ERROR_KINDS } from '@dongbaejul/contracts';
import { RequestSigner } from '@dongbaejul/identity';
import { errorBody, languageOf, metrics, newTraceId, Shutdown } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { IncomingMessage, Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { GatewayConfig } from '../config';
import { forwardableHeaders } from '../proxy/upstream-request';
import { RateLimits } from '../limits/rate-limits';
import { ClientAddresses } from '../security/client-addresses';
import { Address, Upstreams } from '../upstreams/upstreams';
import { Answer, answerWithoutUpgrade, endAndClose, isWebSocket, relayRest, shakeHands } from './handshake';

const SWITCHING = /^HTTP\/1\.1 101 /;
/** A process that starts or stops says so, and another may be there. */
const NOT_NOW = /^HTTP\/1\.1 503 /;
const SOCKET_PATH = /^\/socket\.io\/?(\?|$)/;
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

  listen(server: Server & { shouldUpgradeCallback?: (request: IncomingMessage) => boolean }): void {
    // Node 24.9 and later ask before they take their parser off; earlier ones do not know this.
    server.shouldUpgradeCallback = isWebSocket;
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.upgrade(server, request, socket as Socket, head),
    );
  }

  private upgrade(server: Server, request: IncomingMessage, client: Socket, head: Buffer): void {
    if (!isWebSocket(request)) return answerWithoutUpgrade(server, request, client, head);
    client.on('error', () => client.destroy());
    // Node watches an upgraded socket no more: from here on it is ours, until it closes.
    this.sockets.add(client);
    client.once('close', () => this.sockets.delete(client));
    const traceId = this.addresses.traceIdOf(request) ?? newTraceId();
    if (!SOCKET_PATH.test(request.url ?? '')) return refuse(client, request, traceId, CommonErrors.ROUTE_NOT_FOUND());
    void this.open(request, client, head, traceId);
  }

  private async open(request: IncomingMessage, client: Socket, head: Buffer, traceId: string): Promise<void> {
    const decision = await this.limits.takeAddress(this.addresses.of(request));
    if (client.destroyed) return;
    if (!decision.allowed) {
      const error = CommonErrors.TOO_MANY_REQUESTS({ retry_after: decision.resetSeconds });
      return refuse(client, request, traceId, error);
    }
    const answer = await this.reach(request, client, traceId);
    if (answer === 'client-left') return;
    if (answer === 'no-answer') return refuse(client, request, traceId, unavailable());
    client.write(answer.bytes);
    // Only after "101" do both speak freely; before, the client's bytes would be requests that nobody checked.
    if (!SWITCHING.test(answer.bytes.toString('latin1', 0, 16))) return relayRest(answer.upstream, client);
    if (head.length > 0) answer.upstream.write(head);
    join(client, answer.upstream);
    this.logger.debug({ msg: 'socket opened', trace_id: traceId });
  }

  /** Shakes hands with one process, and with another when the first does not answer or not now: nothing was asked yet. */
  private async reach(request: IncomingMessage, client: Socket, traceId: string): Promise<Answer> {
    let tried: Address | undefined;
    let last: Answer = 'no-answer';
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const picked = this.upstreams.pick('chat-socket', tried);
      if (!picked) break;
      const answer = await shakeHands(picked.address.url, this.requestHead(request, traceId), client);
      if (answer === 'client-left') picked.outcome.abandoned();
      else if (answer === 'no-answer') picked.outcome.failed();
      else picked.outcome.succeeded();
      if (answer === 'client-left' || isFinal(answer)) {
        if (typeof last === 'object') last.upstream.destroy();
        return answer;
      }
      if (typeof answer === 'object') last = answer;
      tried = picked.address;
    }
    return last;
  }

  private requestHead(request: IncomingMessage, traceId: string): string {
    const path = request.url ?? '/';
    const clientAddress = this.addresses.of(request);
    const headers = {
      ...forwardableHeaders(request.headers, false),
      ...this.signer.sign({ service: 'chat-socket', method: 'GET', path, clientAddress }),
      host: request.headers.host ?? 'chat-socket',
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

const isFinal = (answer: Answer): boolean =>
  typeof answer === 'object' && !NOT_NOW.test(answer.bytes.toString('latin1', 0, 16));

const unavailable = (): AppError => CommonErrors.SERVICE_UNAVAILABLE({ service: 'chat-socket', retry_after: 1 });

/** Pipes both ways until either side closes. */
function join(client: Socket, upstream: Socket): void {
  open.inc();
  client.once('close', () => {
    open.dec();
    upstream.destroy();
  });
  upstream.once('close', () => client.destroy());
  client.pipe(upstream);
  upstream.pipe(client);
}

function refuse(client: Socket, request: IncomingMessage, traceId: string, error: AppError): void {
  const body = JSON.stringify(errorBody(error, languageOf(request.headers['accept-language']), traceId));
  const { status } = ERROR_KINDS[error.kind];
  endAndClose(
    client,
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n` +
      `X-Request-ID: ${traceId}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
