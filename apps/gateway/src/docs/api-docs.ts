import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { load } from 'js-yaml';
import { serveYamlFile } from './yaml-file';

/**
 * `/docs` shows the merged OpenAPI document of all services, which is built from their code, committed, and checked for
 * drift in CI; so it is there whichever service is down. It is understood when somebody first looks at it: that takes a
 * tenth of a second, which no start should wait for.
 */
export function serveApiDocs(app: NestFastifyApplication, file: string): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const text = serveYamlFile(fastify, '/docs/openapi.yaml', file);
  if (text === undefined) return;
  SwaggerModule.setup('docs', app, () => load(text) as OpenAPIObject, {
    raw: ['json'],
    jsonDocumentUrl: 'docs/openapi.json',
  });
}
