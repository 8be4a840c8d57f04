import { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { BaseConfig } from '../config/config';
import { AppExceptionFilter } from '../errors/app-exception.filter';
import { StrictValidationPipe } from '../errors/strict-validation';
import { addHealthRoutes } from '../health/health-routes';
import { Health } from '../health/health';
import { createFastifyAdapter } from '../http/create-fastify';
import { EnvelopeInterceptor } from '../http/envelope.interceptor';
import { JSON_BODY_LIMIT, readJsonBodies } from '../http/json-body';
import { scopeRequests } from '../http/request-scope';
import { refuseUntilReady } from '../http/startup-gate';
import { Shutdown } from '../lifecycle/shutdown';
import { StartupTasks } from '../lifecycle/startup-tasks';
import { accessLogger, NestLogger, RootLogger } from '../logging/logger';
import { recordHttpMetrics } from '../metrics/http-metrics';
import { ServiceKitModule } from './service-kit.module';
import type { ServiceDefinition } from './service-definition';

export const API_PREFIX = 'api/v1';

/** What services say among themselves lies outside the public API, and the gateway's route table never names it. */
export const UNPREFIXED = { exclude: ['internal/{*path}', '.well-known/{*path}'] };

export function rootModule<C extends BaseConfig>(definition: ServiceDefinition<C>, config: C): DynamicModule {
  class RootModule {}
  const own = definition.module(config);
  return { module: RootModule, imports: [ServiceKitModule.forRoot(config), own as Type<unknown>] };
}

function prepareFastify(fastify: FastifyInstance, app: NestFastifyApplication, log: RootLogger, version: string): void {
  const access = accessLogger(log);
  scopeRequests(fastify, access, (request) => request.endpoint ?? request.routeOptions.url ?? 'unknown');
  recordHttpMetrics(fastify, (request) => request.endpoint ?? request.routeOptions.url ?? 'unknown');
  refuseUntilReady(fastify, app.get(StartupTasks));
  releaseConnections(fastify, app.get(Shutdown));
  addHealthRoutes(fastify, app.get(Health), version);
}

/** A process that is stopping answers what it gets and lets go of the connection, so that none is cut under a request. */
function releaseConnections(fastify: FastifyInstance, shutdown: Shutdown): void {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (shutdown.isDraining) void reply.header('Connection', 'close');
    done();
  });
}

/**
 * Builds a service's application, ready to listen: logging, context, validation, envelope, errors, health, metrics.
 * The same for `main.ts` and for tests.
 */
export async function createApp<C extends BaseConfig>(
  definition: ServiceDefinition<C>,
  config: C,
  log: RootLogger,
): Promise<NestFastifyApplication> {
  const { rawBodies = false, apiPrefix = API_PREFIX, ...http } = definition.http?.(config) ?? {};
  const adapter: FastifyAdapter = createFastifyAdapter({
    // A service is reached through the gateway only, whose signature covers the client's address; see libs/identity.
    trustProxy: false,
    trustRequestId: () => true,
    bodyLimit: JSON_BODY_LIMIT,
    requestTimeout: 30_000,
    ...http,
  });
  const app = await NestFactory.create<NestFastifyApplication>(rootModule(definition, config), adapter, {
    bodyParser: false,
    bufferLogs: false,
    abortOnError: false,
    logger: new NestLogger(log),
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  prepareFastify(fastify, app, log, config.SERVICE_VERSION);
  if (!rawBodies) readJsonBodies(fastify);
  if (apiPrefix) app.setGlobalPrefix(apiPrefix, UNPREFIXED);
  app.useGlobalPipes(new StrictValidationPipe());
  app.useGlobalInterceptors(new EnvelopeInterceptor());
  app.useGlobalFilters(new AppExceptionFilter(!config.isProduction));
  await definition.setup?.(app, config);
  await app.init();
  return app;
}
