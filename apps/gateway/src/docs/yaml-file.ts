import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';

/**
 * Sends a description of what the services offer as it was committed: OpenAPI for routes, AsyncAPI 3 for socket events.
 * @returns its text; undefined, and a line in the log, where the file cannot be read: the gateway does its work without
 */
export function serveYamlFile(fastify: FastifyInstance, route: string, file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    new Logger('Docs').warn({ msg: 'no documentation to show', route, file, reason });
    return undefined;
  }
  fastify.get(route, (_request, reply) => reply.type('application/yaml; charset=utf-8').send(text));
  return text;
}
