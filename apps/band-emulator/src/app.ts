import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { BandExceptionFilter } from './band-exception.filter';
import { EmulatorConfig } from './config';
import { EmulatorModule } from './emulator.module';

/** The whole emulator, not yet listening; `main.ts` and the tests start from here. */
export async function createEmulator(settings: Partial<EmulatorConfig> = {}): Promise<NestFastifyApplication> {
  const config = Object.assign(new EmulatorConfig(), settings);
  // A test that drops connections must not wait for them to end.
  const adapter = new FastifyAdapter({ forceCloseConnections: true, bodyLimit: 8 * 1024 * 1024 });
  const app = await NestFactory.create<NestFastifyApplication>(EmulatorModule.with(config), adapter, {
    logger: ['error', 'warn'],
  });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  app.useGlobalFilters(new BandExceptionFilter());
  app.enableShutdownHooks();
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/** Listens, and points image links at the port in use, which port 0 leaves to the system. */
export async function listen(app: NestFastifyApplication): Promise<string> {
  const config = app.get(EmulatorConfig);
  await app.listen(config.PORT, config.HOST);
  const url = await app.getUrl();
  config.PORT = Number(new URL(url).port);
  return url;
}
