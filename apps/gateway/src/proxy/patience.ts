import { JSON_BODY_LIMIT } from '@dongbaejul/service-kit';
import type { FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';

/** A JSON body has to be here within this; a file may take as long as it moves. */
const JSON_BODY_MS = 30_000;

/**
 * How long one proxied request may take until its answer begins. While the client sends its body, the body has to move;
 * once it is sent, the answer has to begin by the deadline.
 */
export class Patience {
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param timeoutMs the route's deadline
   * @param bodyLimit bytes; tells a file's route from one that takes JSON
   * @param onOver called once, with who let whom wait
   */
  constructor(
    request: FastifyRequest,
    private readonly timeoutMs: number,
    bodyLimit: number,
    private readonly onOver: (reason: 'deadline' | 'client-slow') => void,
  ) {
    if (request.body && !request.raw.complete) this.watchBody(request.raw, bodyLimit);
    else this.awaitAnswer();
  }

  /** Nothing is waited for any more. */
  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private awaitAnswer(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.onOver('deadline'), this.timeoutMs);
  }

  /** A body that does not move within the timeout is the client's doing, unless the service does not read it. */
  private watchBody(raw: IncomingMessage, bodyLimit: number): void {
    const until = bodyLimit > JSON_BODY_LIMIT ? Infinity : Date.now() + JSON_BODY_MS;
    let received = raw.socket.bytesRead;
    const look = (): void => {
      const moved = raw.socket.bytesRead > received && Date.now() < until;
      received = raw.socket.bytesRead;
      if (moved) this.timer = setTimeout(look, this.timeoutMs);
      else this.onOver(raw.readableLength > 0 ? 'deadline' : 'client-slow');
    };
    this.timer = setTimeout(look, this.timeoutMs);
    raw.once('end', () => {
      if (this.timer) this.awaitAnswer();
    });
  }
}
