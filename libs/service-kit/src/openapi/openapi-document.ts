import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

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
    for (const operation of Object.values(operations) as { 'x-access'?: unknown; security?: object[] }[]) {
      // A controller's decorators also mark those of its routes that need no session.
      if (operation['x-access'] === 'public') operation.security = [];
      if (operation['x-access'] === 'optional') operation.security = [{}, { bearer: [] }];
    }
  }
  return document;
}
