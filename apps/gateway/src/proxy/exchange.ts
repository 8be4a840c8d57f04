import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { Dispatcher, errors } from 'undici';
import { answerHeaders } from './upstream-request';

export interface ExchangeOutcome {
  /** The answer has begun, and is on its way to the client. */
  answered(): void;
  /** There is no answer, and the client has seen nothing yet. */
  failed(error: unknown): void;
}

/**
 * One request to one address: its answer is written into the client's response chunk by chunk as it comes, no faster
 * than the client takes it. undici's handler is used as it is: a stream between the two would cost a request about an
 * eighth of its time (docs/performance.md).
 */
export class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private state: 'asked' | 'answering' | 'over' = 'asked';

  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
    private readonly outcome: ExchangeOutcome,
  ) {}

  /** Gives up, also while the request still waits for a connection. */
  abort(): void {
    const reason = new errors.RequestAbortedError();
    this.fail(reason);
    this.controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.state === 'over') controller.abort(new errors.RequestAbortedError());
    else this.controller = controller;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // Informational answers (103 Early Hints) end at the edge.
    if (status < 200 || this.state !== 'asked') return;
    try {
      this.begin(status, headers);
    } catch (error) {
      this.fail(new errors.HTTPParserError(`an answer that cannot be passed on: ${String(error)}`));
      controller.abort(new errors.RequestAbortedError());
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.state !== 'answering' || this.reply.raw.write(chunk)) return;
    controller.pause();
    this.reply.raw.once('drain', () => controller.resume());
  }

  /** Trailers end at the edge. */
  onResponseEnd(): void {
    if (this.state !== 'answering') return;
    this.state = 'over';
    this.reply.raw.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.fail(error);
  }

  /** @throws RangeError, TypeError when status or headers are none that HTTP allows */
  private begin(status: number, headers: IncomingHttpHeaders): void {
    if (status > 599) throw new RangeError(`status ${status}`);
    const sent = { ...this.reply.getHeaders(), ...answerHeaders(headers) } as OutgoingHttpHeaders;
    // An HTTP/1 connection cannot be used again before the request's body has been read to its end.
    if (!this.request.raw.complete) sent.connection = 'close';
    this.reply.raw.writeHead(status, sent);
    this.state = 'answering';
    this.reply.hijack();
    this.outcome.answered();
  }

  private fail(error: unknown): void {
    const { state } = this;
    if (state === 'over') return;
    this.state = 'over';
    // Part of an answer has gone out: only a broken connection tells the client that it is not whole.
    if (state === 'answering') this.reply.raw.destroy();
    else this.outcome.failed(error);
  }
}
