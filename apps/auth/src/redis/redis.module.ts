import { createRedis, Shutdown } from '@dongbaejul/service-kit';
import { Global, Inject, Module } from '@nestjs/common';
import Redis from 'ioredis';
import { AuthConfig } from '../config';

/** auth's own connection, for limits and revocations. */
@Global()
@Module({
  providers: [
    {
      provide: Redis,
      inject: [AuthConfig],
      useFactory: (config: AuthConfig) => createRedis(config.REDIS_URL, { name: 'auth' }),
    },
  ],
  exports: [Redis],
})
export class RedisModule {
  constructor(@Inject(Redis) redis: Redis, shutdown: Shutdown) {
    shutdown.onClose('redis', () => redis.disconnect());
  }
}
