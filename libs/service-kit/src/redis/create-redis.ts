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
/** What a first connection may take on a busy machine before its absence is an outage. */
const FIRST_CONNECTION_MS = 5_000;
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
    // Whoever subscribes does so at each `ready`. ioredis' own way leaves a rejection to nobody when a connection breaks
    // in the moment it is back, and that ends the process.
    autoResubscribe: false,
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

/** Connections of this process that are away: an outage is told once for all of them. */
const away = new Set<Redis>();

/**
 * Logs the start and the end of an outage once per process, and keeps a connection's errors from being unhandled. A
 * first connection that needs a few tries is no outage.
 */
export function reportOutages(redis: Redis, name: string): void {
  const connectBy = Date.now() + FIRST_CONNECTION_MS;
  let wasThere = false;
  redis.once('ready', () => (wasThere = true));
  const lost = (reason: string): void => {
    if (!wasThere && Date.now() < connectBy) return;
    if (away.size === 0) logger.warn({ msg: 'Redis is away', connection: name, reason });
    away.add(redis);
  };
  const found = (): void => {
    if (away.delete(redis) && away.size === 0) logger.log({ msg: 'Redis is back' });
  };
  redis.on('error', (error: NodeJS.ErrnoException) => lost(error.code ?? error.message));
  redis.on('close', () => {
    if (redis.status !== 'end') lost('closed');
  });
  redis.on('end', found);
  redis.on('ready', found);
}
