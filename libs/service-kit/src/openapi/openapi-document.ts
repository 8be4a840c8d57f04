import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { failure, WITH_A_BODY } from './api-answers';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { 'x-access'?: unknown };
type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** A service's part of the platform's OpenAPI document. Needs no connection: the application may be a preview. */
export function openApiDocument(app: INestApplication, service: string, version: string): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle(`Dongbaejul ${service}`)
    .setVersion(version)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  const document = SwaggerModule.createDocument(app, builder, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  for (const operations of Object.values(document.paths)) {
    for (const operation of Object.values(operations) as Operation[]) {
      describeBody(operation, document);
      // A controller's decorators also mark those of its routes that need no session.
      if (operation['x-access'] === 'public') operation.security = [];
      if (operation['x-access'] === 'optional') operation.security = [{}, { bearer: [] }];
    }
  }
  return document;
}

/** A missing body is read as an empty object: it may be left out where that is one that the route takes. */
function describeBody({ requestBody, responses }: Operation, document: OpenAPIObject): void {
  if (!requestBody || '$ref' in requestBody) return;
  for (const status of WITH_A_BODY) responses[status] ??= failure(status);
  const schema = requestBody.content['application/json']?.schema;
  if (schema) requestBody.required = (resolved(schema, document).required ?? []).length > 0;
}

const resolved = (schema: Schema, document: OpenAPIObject): Exclude<Schema, { $ref: string }> => {
  if (!('$ref' in schema)) return schema;
  return resolved(document.components?.schemas?.[schema.$ref.replace(/.*\//, '')] ?? {}, document);
};
