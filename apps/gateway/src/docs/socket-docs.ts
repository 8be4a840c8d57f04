import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';

/** `/docs/asyncapi` shows every socket event as AsyncAPI 3, made from chat-socket's code, committed, and checked. */
export function serveSocketDocs(fastify: FastifyInstance, file: string): void {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    new Logger('Docs').warn({ msg: 'no description of socket events to show', file, reason });
    return;
  }
  fastify.get('/docs/asyncapi', (_request, reply) => reply.type('application/yaml; charset=utf-8').send(text));
}
