import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { BaseConfig, ConfigError, loadConfig } from '../config/config';
import { StartupTasks } from '../lifecycle/startup-tasks';
import { openApiDocument } from '../openapi/openapi-document';
import { flushOutput } from '../logging/logger';
import { stopTracing } from '../tracing/register';
import { API_PREFIX, rootModule, UNPREFIXED } from './create-app';
import { RunningService, startService } from './running-service';
import type { ServiceCommand, ServiceDefinition } from './service-definition';

const logger = new Logger('Process');

/**
 * The whole of a service's `main.ts`. By the first argument:
 * - none: serve until SIGTERM or SIGINT
 * - `migrate`: bring the database up to date and end
 * - a command of the service's own (`definition.commands`): do it and end
 * - `openapi`: print the service's OpenAPI document and end; needs no configuration and no connection
 */
export async function runService<C extends BaseConfig>(definition: ServiceDefinition<C>): Promise<void> {
  try {
    if (process.argv[2] === 'openapi') return await printOpenApi(definition);
    const config = loadConfig(definition.config);
    if (process.argv[2] === 'migrate') return await migrate(definition, config);
    const command = definition.commands?.[process.argv[2] ?? ''];
    if (command) return await runCommand(definition, config, command);
    const service = await startService(definition, config);
    stopOnSignals(service, config);
    process.send?.({ listening: service.url });
  } catch (error) {
    process.stderr.write(
      `${error instanceof ConfigError ? error.message : ((error as Error).stack ?? String(error))}\n`,
    );
    process.exit(1);
  }
}

function stopOnSignals(service: RunningService, config: BaseConfig): void {
  const stop = (signal: string, exitCode: number): void => {
    logger.log({ msg: 'asked to stop', signal });
    // What hangs past the bound would hang for ever; what was acknowledged is stored already.
    setTimeout(() => process.exit(exitCode || 1), config.SHUTDOWN_TIMEOUT_MS + config.SHUTDOWN_DRAIN_MS).unref();
    void service
      .stop()
      .then(stopTracing)
      .finally(flushOutput)
      .then(
        () => process.exit(exitCode),
        () => process.exit(1),
      );
  };
  process.once('SIGTERM', () => stop('SIGTERM', 0));
  process.once('SIGINT', () => stop('SIGINT', 0));
  // An error nobody caught leaves unknown state behind: say it, finish what is under way, let the supervisor restart.
  process.on('uncaughtException', (error) => {
    logger.fatal({ msg: 'uncaught exception', err: error });
    stop('uncaughtException', 1);
  });
  process.on('unhandledRejection', (reason) => {
    logger.fatal({ msg: 'unhandled rejection', err: reason });
    stop('unhandledRejection', 1);
  });
}

/** Start-up tasks are: connect, migrate, … ; running them without a port is what a migration job wants. */
async function migrate<C extends BaseConfig>(definition: ServiceDefinition<C>, config: C): Promise<void> {
  const service = await startService(definition, Object.assign(config, { PORT: 0, METRICS_PORT: 0 }));
  await service.app.get(StartupTasks).whenDone();
  await service.stop();
  process.exit(0);
}

async function runCommand<C extends BaseConfig>(
  definition: ServiceDefinition<C>,
  config: C,
  command: ServiceCommand,
): Promise<void> {
  const service = await startService(definition, Object.assign(config, { PORT: 0, METRICS_PORT: 0 }));
  await service.app.get(StartupTasks).whenDone();
  const { ok, text } = await command(service.app, process.argv.slice(3));
  await service.stop();
  process.stdout.write(`${text}\n`, () => process.exit(ok ? 0 : 1));
}

/** A preview application has controllers and their metadata, but no provider was made and nothing is connected. */
async function printOpenApi<C extends BaseConfig>(definition: ServiceDefinition<C>): Promise<void> {
  const config = new definition.config();
  const app = await NestFactory.create(rootModule(definition, config), new FastifyAdapter(), {
    preview: true,
    logger: ['error'],
  });
  app.setGlobalPrefix(API_PREFIX, UNPREFIXED);
  const document = openApiDocument(app, definition.name, config.SERVICE_VERSION);
  process.stdout.write(`${JSON.stringify(document)}\n`, () => process.exit(0));
}
