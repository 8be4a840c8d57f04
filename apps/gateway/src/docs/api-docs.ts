import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';

/**
 * `/docs` shows the merged OpenAPI document of all services, which is built from their code, committed, and checked for
 * drift in CI; so it is there whichever service is down. It is understood when somebody first looks at it: that takes a
 * tenth of a second, which no start should wait for.
 */
export function serveDocs(app: NestFastifyApplication, file: string): void {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    new Logger('Docs').warn({
      msg: 'no API documentation to show',
      file,
      reason: (error as NodeJS.ErrnoException).code,
    });
    return;
  }
  SwaggerModule.setup('docs', app, () => load(text) as OpenAPIObject, {
    raw: ['json'],
    jsonDocumentUrl: 'docs/openapi.json',
  });
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.get('/docs/openapi.yaml', (_request, reply) => reply.type('application/yaml; charset=utf-8').send(text));
}
