import { AppError, CommonErrors } from '@dongbaejul/contracts';
import { JSON_BODY_LIMIT, metrics, onConnectionClose } from '@dongbaejul/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { EdgeRoute } from '../routing/route-table';
import type { Picked } from '../upstreams/upstreams';
import { limitStreamed, refuseDeclared } from './body-limit';
import { Exchange } from './exchange';
import { Patience } from './patience';
import type { ProxyService } from './proxy.service';
import { StopReason, upstreamFailure } from './upstream-failure';
import { addAnswerHeaders } from './upstream-request';

const failures = metrics.counter({
  name: 'upstream_failures_total',
  help: 'Proxied requests that got no answer from an address, by reason',
  labelNames: ['service', 'code'],
});

/**
 * One request on its way through the edge: waits for its turn on the client's connection, goes to an address, once more
 * to another where that can do no harm, and stops when the client leaves.
 */
export class ProxiedRequest {
  private patience: Patience | undefined;
  private exchange: Exchange | undefined;
  private stopped: StopReason | undefined;
  private readonly bodyLimit: number;

  constructor(
    private readonly proxy: ProxyService,
    private readonly route: EdgeRoute,
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
  ) {
    this.bodyLimit = route.bodyLimit ?? JSON_BODY_LIMIT;
  }

  /** @throws BODY_TOO_LARGE, MALFORMED_REQUEST */
  start(): void {
    refuseDeclared(this.request, this.bodyLimit);
    const forget = onConnectionClose(this.request.raw.socket, () => this.stop('client-left'));
    this.reply.raw.once('close', () => {
      forget();
      this.patience?.end();
    });
    // Pipelined behind another answer: a client that reads none of them holds one connection to a service, not hundreds.
    if (this.reply.raw.socket) this.send();
    else this.reply.raw.once('socket', () => this.send());
  }

  private send(): void {
    if (this.stopped) return;
    try {
      this.proxy.assertStillAdmitted(this.request);
    } catch (error) {
      return this.proxy.refuse(error, this.request, this.reply);
    }
    const picked = this.proxy.upstreams.pick(this.route.upstream);
    if (!picked) {
      const error = CommonErrors.SERVICE_UNAVAILABLE({ service: this.route.upstream, retry_after: 1 });
      return this.proxy.refuse(error, this.request, this.reply);
    }
    limitStreamed(this.request, this.bodyLimit, (error) => this.stop(error));
    const timeoutMs = this.route.timeoutMs ?? this.proxy.config.PROXY_TIMEOUT_MS;
    this.patience = new Patience(this.request, timeoutMs, this.bodyLimit, (reason) => this.stop(reason));
    this.tryAt(picked, true);
  }

  private tryAt({ address, outcome }: Picked, mayRetry: boolean): void {
    const { request, reply, route, proxy } = this;
    this.exchange = new Exchange(reply.raw, proxy.config.PROXY_IDLE_TIMEOUT_MS, {
      answering: (headers) => {
        this.patience?.end();
        outcome.succeeded();
        reply.hijack();
        return this.headersFor(headers);
      },
      failed: (error) => {
        const failure = upstreamFailure(error, route.upstream, this.stopped);
        if (failure.countsAgainstAddress) outcome.failed();
        else outcome.abandoned();
        // Nobody is there to be told, and no service has done wrong.
        if (this.stopped === 'client-left') return this.patience?.end();
        failures.inc({ service: route.upstream, code: failure.error.code });
        const other = mayRetry && this.mayGoElsewhere(failure.unsent) && proxy.upstreams.pick(route.upstream, address);
        if (other) return this.tryAt(other, false);
        this.patience?.end();
        proxy.refuse(failure.error, request, reply);
      },
    });
    // What undici refuses to send it reports to the exchange; it throws nothing.
    proxy.agent.dispatch(
      {
        origin: address.url,
        // As it came: the signature vouches for these very bytes.
        path: request.raw.url ?? '/',
        method: request.method as Dispatcher.HttpMethod,
        headers: proxy.headersFor(route, request),
        body: untilWritten(request.body, () => this.assertStillAdmitted()),
      },
      this.exchange,
    );
  }

  /** A body that trickles in is passed on only while its sender may still ask: its end is what makes it count. */
  private assertStillAdmitted(): void {
    try {
      this.proxy.assertStillAdmitted(this.request);
    } catch (error) {
      this.stop(error as AppError);
      throw error;
    }
  }

  private headersFor(answer: IncomingHttpHeaders): OutgoingHttpHeaders {
    const sent = this.reply.getHeaders() as OutgoingHttpHeaders;
    addAnswerHeaders(sent, answer);
    // An HTTP/1 connection cannot be used again before the request's body has been read to its end; and a process that
    // is stopping lets go of its connections.
    if (!this.request.raw.complete || this.proxy.shutdown.isDraining) sent.connection = 'close';
    return sent;
  }

  /** Once, within the deadline, and only where a second run cannot do harm: reads, and what was never sent. */
  private mayGoElsewhere(unsent: boolean): boolean {
    const repeatable = this.request.method === 'GET' || this.request.method === 'HEAD';
    return !this.stopped && (unsent || repeatable);
  }

  private stop(reason: StopReason): void {
    if (this.stopped) return;
    this.stopped = reason;
    this.patience?.end();
    this.exchange?.abort();
  }
}

/**
 * The body as an iterable that touches its stream only when the connection is there. Given the stream itself, undici
 * would destroy it when an address cannot be reached, and there would be nothing left to send to another.
 * @param beforeEach called before each part is passed on; what it throws ends the body
 */
function untilWritten(body: unknown, beforeEach: () => void): Readable | null {
  if (!(body instanceof Readable)) return null;
  const lazy: AsyncIterable<unknown> = { [Symbol.asyncIterator]: () => partsOf(body, beforeEach) };
  // undici takes iterables; its types do not say so.
  return lazy as unknown as Readable;
}

/** Leaving it early does not destroy the stream: the client is still to be answered on the same connection. */
async function* partsOf(body: Readable, beforeEach: () => void): AsyncGenerator<unknown> {
  for await (const part of body.iterator({ destroyOnReturn: false })) {
    beforeEach();
    yield part;
  }
}
