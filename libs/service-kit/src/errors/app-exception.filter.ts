import { ArgumentsHost, Catch, ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { requestContext } from '../context/request-context';
import { errorBody, languageOf, logLevelOf, toAppError } from './error-response';

/** The one place where what was thrown becomes an answer and a log line. */
@Catch()
export class AppExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger(AppExceptionFilter.name);

  constructor(private readonly showStacks: boolean) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also the handler for what fails outside Nest (parsing, unknown routes, bad URLs). */
  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = toAppError(thrown);
    const level = logLevelOf(error.kind);
    if (level !== 'info') {
      this.logger[level]({
        msg: error.message,
        code: error.code,
        // `service` is who writes the line.
        ...(error.details?.service !== undefined && { upstream: error.details.service }),
        ...(level === 'error' && { err: error.cause ?? error }),
      });
    }
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (!request.raw.complete) discardBody(request.raw);
    const retryAfter = error.details?.retry_after;
    if (typeof retryAfter === 'number') void reply.header('Retry-After', String(retryAfter));
    const language = requestContext()?.language ?? languageOf(request.headers['accept-language']);
    void reply
      .status(error.status)
      .header('Content-Type', 'application/json; charset=utf-8')
      .send(errorBody(error, language, request.id, this.showStacks));
  }
}

/** A refused body may still be on its way for this long. */
const DISCARD_MS = 30_000;

/**
 * Reads on and throws away what nobody will use: cutting the connection under a client that is still sending would cost
 * it the answer that says why.
 */
function discardBody(request: IncomingMessage): void {
  request.unpipe();
  request.resume();
  const timer = setTimeout(() => request.destroy(), DISCARD_MS).unref();
  request.once('close', () => clearTimeout(timer));
}
