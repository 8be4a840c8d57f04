import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/**
 * `/docs` shows the merged OpenAPI document of all services, which is built from their code, committed, and checked for
 * drift in CI; so it is there whichever service is down.
 */
export function serveDocs(app: NestFastifyApplication, file: string): void {
  let document: OpenAPIObject;
  try {
    document = parse(readFileSync(file, 'utf8')) as OpenAPIObject;
  } catch (error) {
    new Logger('Docs').warn({
      msg: 'no API documentation to show',
      file,
      reason: (error as NodeJS.ErrnoException).code,
    });
    return;
  }
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'docs/openapi.json',
    yamlDocumentUrl: 'docs/openapi.yaml',
  });
}
