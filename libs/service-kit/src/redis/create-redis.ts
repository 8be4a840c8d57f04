import { Logger } from '@nestjs/common';
import Redis from 'ioredis';

export interface RedisOptions {
  /** Shown by CLIENT LIST and in logs. */
  name: string;
  /** For BullMQ, which waits for ever inside blocking commands and queues while away. */
  blocking?: boolean;
  keyPrefix?: string;
}

const COMMAND_TIMEOUT_MS = 1_000;
const SILENT_SOCKET_MS = 3_000;
const logger = new Logger('Redis');

/**
 * A Redis connection that reconnects for ever. Unless `blocking`, a command on a connection that is away fails at once
 * and any command fails after 1 s, so that no request hangs on Redis. An outage is logged when it begins and
 * when it ends, not at each try.
 */
export function createRedis(url: string, options: RedisOptions): Redis {
  const redis = new Redis(url, {
    connectionName: options.name,
    keyPrefix: options.keyPrefix,
    connectTimeout: 2_000,
    keepAlive: 5_000,
    retryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    ...(options.blocking
      ? { maxRetriesPerRequest: null }
      : {
          enableOfflineQueue: false,
          maxRetriesPerRequest: 0,
          autoResendUnfulfilledCommands: false,
          commandTimeout: COMMAND_TIMEOUT_MS,
          // A connection that is open and answers nothing is given up and made anew.
          socketTimeout: SILENT_SOCKET_MS,
        }),
  });
  reportOutages(redis, options.name);
  return redis;
}

/** Logs the start and the end of each outage of a connection, once, and keeps its errors from being unhandled. */
export function reportOutages(redis: Redis, name: string): void {
  let away = false;
  redis.on('error', (error: NodeJS.ErrnoException) => {
    if (away) return;
    away = true;
    logger.warn({ msg: 'Redis is away', connection: name, reason: error.code ?? error.message });
  });
  redis.on('close', () => {
    if (away || redis.status === 'end') return;
    away = true;
    logger.warn({ msg: 'Redis is away', connection: name, reason: 'closed' });
  });
  redis.on('ready', () => {
    if (away) logger.log({ msg: 'Redis is back', connection: name });
    away = false;
  });
}
