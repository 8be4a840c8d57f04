import { EventEmitter } from 'node:events';
import type { FastifyReply } from 'fastify';

/** Why a proxied request was stopped by us. */
export type StopReason = 'client-left' | 'deadline' | 'too-large';

/** Under this key a request's signal travels through reply-from's copy of the headers to undici. */
export const SIGNAL = Symbol('signal');

/**
 * One proxied request's life: stops the upstream when the client leaves or the deadline passes. An EventEmitter instead
 * of an AbortController: undici takes both, and this one costs a third (docs/adr).
 */
export class Attempt {
  readonly signal = new EventEmitter();
  stopped: StopReason | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    reply: FastifyReply,
    readonly deadline: number,
  ) {
    this.timer = setTimeout(() => this.stop('deadline'), Math.max(0, deadline - Date.now()));
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
    this.signal.emit('abort');
  }
}
