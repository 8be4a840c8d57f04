import { JSON_BODY_LIMIT } from '@dongbaejul/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';

/** Why a proxied request was stopped by us. */
export type StopReason = 'client-left' | 'client-slow' | 'deadline' | 'too-large';

/** A JSON body has to be here within this; a file may take as long as it moves. */
const JSON_BODY_MS = 30_000;

/**
 * One proxied request's life. While the client sends its body, the body has to move; once it is sent, the answer has to
 * begin by the deadline; when the client leaves, the upstream request stops.
 */
export class Attempt {
  /** The upstream request of now; a second try takes the place of the first. */
  exchange: { abort(): void } | undefined;
  stopped: StopReason | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    request: FastifyRequest,
    reply: FastifyReply,
    private readonly timeoutMs: number,
    bodyLimit: number,
  ) {
    if (request.body && !request.raw.complete) this.watchBody(request.raw, bodyLimit);
    else this.awaitAnswer();
    reply.raw.once('close', () => {
      this.answered();
      if (!reply.raw.writableFinished) this.stop('client-left');
    });
  }

  /** The answer has begun: from here on only a pause between chunks is limited. */
  answered(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  stop(reason: StopReason): void {
    if (this.stopped) return;
    this.stopped = reason;
    this.answered();
    this.exchange?.abort();
  }

  private awaitAnswer(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.stop('deadline'), this.timeoutMs);
  }

  /** A body that does not move within the timeout is the client's doing, unless the service does not read it. */
  private watchBody(raw: IncomingMessage, bodyLimit: number): void {
    const until = bodyLimit > JSON_BODY_LIMIT ? Infinity : Date.now() + JSON_BODY_MS;
    let received = raw.socket.bytesRead;
    const look = (): void => {
      const moved = raw.socket.bytesRead > received && Date.now() < until;
      received = raw.socket.bytesRead;
      if (moved) this.timer = setTimeout(look, this.timeoutMs);
      else this.stop(raw.readableLength > 0 ? 'deadline' : 'client-slow');
    };
    this.timer = setTimeout(look, this.timeoutMs);
    raw.once('end', () => {
      if (this.timer) this.awaitAnswer();
    });
  }
}
