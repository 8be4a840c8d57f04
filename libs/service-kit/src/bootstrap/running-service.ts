import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Redis from 'ioredis';
import { BaseConfig } from '../config/config';
import { OpenConnections } from '../http/open-connections';
import { Shutdown } from '../lifecycle/shutdown';
import { StartupTasks } from '../lifecycle/startup-tasks';
import { createLogger } from '../logging/logger';
import { logStreamKey, RedisLogStream } from '../logging/redis-log-stream';
import { startMetricsServer } from '../metrics/metrics-server';
import { metrics } from '../metrics/metrics';
import { watchRedis } from '../metrics/redis-metrics';
import { createRedis } from '../redis/create-redis';
import { createApp } from './create-app';
import type { ServiceDefinition } from './service-definition';

const logger = new Logger('Service');

export interface RunningService {
  app: NestFastifyApplication;
  /** Base address, with the port that was really taken. */
  url: string;
  /** Resolves when every start-up task is done. */
  ready: Promise<void>;
  /** Finishes what was accepted, then closes everything. Safe to call twice. */
  stop(): Promise<void>;
}

/** Connections that may wait to be accepted; a thousand members who come at once overrun Node's own 511. */
const BACKLOG = 4_096;

/**
 * Starts a service in this process: the port is open when this resolves, the service is ready when `ready` does.
 * @throws when the port cannot be taken or the application cannot be built
 */
export async function startService<C extends BaseConfig>(
  definition: ServiceDefinition<C>,
  config: C,
): Promise<RunningService> {
  const logRedis = createRedis(config.REDIS_URL, { name: `${definition.name}:logs` });
  const logStream = new RedisLogStream(logRedis, logStreamKey(config.REDIS_KEY_PREFIX));
  const log = createLogger(definition.name, config, config.NODE_ENV === 'test' ? [] : [logStream]);
  metrics.startDefaults();
  const stopWatching = watchRedis(logRedis);

  const app = await createApp(definition, config, log);
  const connections = new OpenConnections(app.getHttpServer() as Server);
  const metricsServer =
    config.METRICS_PORT > 0 ? await startMetricsServer(config.METRICS_PORT, config.HOST) : undefined;
  await app.listen({ port: config.PORT, host: config.HOST, backlog: BACKLOG });
  const { port } = app.getHttpServer().address() as AddressInfo;
  logger.log({ msg: 'listening', port, metrics_port: config.METRICS_PORT, environment: config.NODE_ENV });

  const startup = app.get(StartupTasks);
  void startup
    .run()
    .then(() => startup.pending ?? logger.log({ msg: 'ready', after_ms: Math.round(process.uptime() * 1000) }));

  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopping ??= stopService(app, config, connections, [
      () => closeServer(metricsServer),
      () => {
        stopWatching();
        return closeLogs(logStream, logRedis);
      },
    ]));
  return { app, url: `http://${config.HOST}:${port}`, ready: startup.whenDone(), stop };
}

/** Not ready → no new work → requests under way end → connections close. */
async function stopService(
  app: NestFastifyApplication,
  config: BaseConfig,
  connections: OpenConnections,
  last: (() => Promise<void>)[],
): Promise<void> {
  const shutdown = app.get(Shutdown);
  logger.log({ msg: 'stopping' });
  await shutdown.drain();
  if (config.SHUTDOWN_DRAIN_MS > 0) await new Promise((resolve) => setTimeout(resolve, config.SHUTDOWN_DRAIN_MS));
  const held = connections.letGo();
  await app.close().finally(held);
  await shutdown.close();
  logger.log({ msg: 'stopped' });
  for (const close of last) await close();
}

const closeServer = (server: Server | undefined): Promise<void> =>
  new Promise((resolve) => (server ? server.close(() => resolve()) : resolve()));

async function closeLogs(stream: RedisLogStream, redis: Redis): Promise<void> {
  await stream.close();
  redis.disconnect();
}
