import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** A service's part of the platform's OpenAPI document. Needs no connection: the application may be a preview. */
export function openApiDocument(app: INestApplication, service: string, version: string): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle(`Dongbaejul ${service}`)
    .setVersion(version)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  return SwaggerModule.createDocument(app, builder, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
}
