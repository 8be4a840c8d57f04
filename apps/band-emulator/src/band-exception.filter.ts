import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { RawAnswer } from './control/fault-answers';
import { OAuthError } from './oauth/oauth.errors';
import { BandError } from './open-api/band.errors';

/** Writes each kind of failure in the shape its endpoints promise. */
@Catch()
export class BandExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger('BandEmulator');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (error instanceof RawAnswer) this.sendRaw(error, reply);
    else if (error instanceof BandError) {
      const detail = { message: error.failure.message, detail: error.detail ?? null };
      void reply.status(error.status).send({ result_code: error.failure.code, result_data: detail });
    } else if (error instanceof OAuthError) {
      if (error.status === 401) void reply.header('www-authenticate', 'Basic realm="BAND"');
      void reply.status(error.status).send({ error: error.error, error_description: error.message });
    } else if (error instanceof HttpException) {
      void reply.status(error.getStatus()).send(error.getResponse());
    } else {
      this.logger.error(error);
      void reply.status(500).send({ statusCode: 500, message: 'The emulator failed; its log says why' });
    }
  }

  private sendRaw(answer: RawAnswer, reply: FastifyReply): void {
    const { connection, location, retryAfter } = answer.options;
    if (connection === undefined) {
      if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
      if (location !== undefined) void reply.header('location', location);
      void reply.status(answer.status).type(answer.contentType).send(answer.body);
      return;
    }
    reply.hijack();
    if (connection === 'cut') {
      // More is announced than comes.
      const length = Buffer.byteLength(answer.body) * 10;
      reply.raw.writeHead(answer.status, { 'content-type': answer.contentType, 'content-length': length });
      reply.raw.write(answer.body, () => reply.raw.destroy());
    } else reply.raw.destroy();
  }
}
