import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Dispatcher, errors } from 'undici';

export interface ExchangeOwner {
  /** The answer has begun. @returns the headers to send to the client */
  answering(headers: IncomingHttpHeaders): OutgoingHttpHeaders;
  /** There is no answer, and the client has seen nothing yet. */
  failed(error: unknown): void;
}

/** A status or header that HTTP does not know. */
export class InvalidAnswer extends Error {}

/** Answers that have no body, whatever their Content-Length says (RFC 9110, 8.6). */
const BODILESS = new Set([204, 304]);

/**
 * One request to one address: its answer is written into the client's response chunk by chunk as it comes, no faster
 * than the client takes it. undici's handler is used as it is: a stream between the two would cost a request about an
 * eighth of its time (docs/performance.md).
 */
export class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private state: 'asked' | 'answering' | 'over' = 'asked';
  private stalled: NodeJS.Timeout | undefined;

  /** @param idleMs how long the client may take nothing in; undici limits its own pauses, but not while it is paused */
  constructor(
    private readonly response: ServerResponse,
    private readonly idleMs: number,
    private readonly owner: ExchangeOwner,
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
      if (status > 599) throw new RangeError(`status ${status}`);
      this.response.writeHead(status, this.owner.answering(headers));
    } catch (error) {
      this.fail(new InvalidAnswer('this answer cannot be passed on', { cause: error }));
      return controller.abort(new errors.RequestAbortedError());
    }
    this.state = 'answering';
    if (BODILESS.has(status)) this.onResponseEnd();
    // A head whose body lets wait goes out alone; mostly both are here at once, and go out as one packet.
    else process.nextTick(() => this.state === 'answering' && this.response.flushHeaders());
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.state !== 'answering' || this.response.write(chunk)) return;
    controller.pause();
    this.stalled = setTimeout(() => this.abort(), this.idleMs);
    this.response.once('drain', () => {
      clearTimeout(this.stalled);
      controller.resume();
    });
  }

  /** Trailers end at the edge. */
  onResponseEnd(): void {
    if (this.state !== 'answering') return;
    this.state = 'over';
    this.response.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.fail(error);
  }

  private fail(error: unknown): void {
    const { state } = this;
    if (state === 'over') return;
    this.state = 'over';
    clearTimeout(this.stalled);
    // Part of an answer has gone out: only a broken connection tells the client that it is not whole.
    if (state === 'answering') this.response.destroy();
    else this.owner.failed(error);
  }
}
