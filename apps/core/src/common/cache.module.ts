import { BaseConfig, createRedis, ReadThroughCache, Shutdown } from '@dongbaejul/service-kit';
import { Global, Module } from '@nestjs/common';

/** The one read cache of the process (docs/cache-keys.md). */
@Global()
@Module({
  providers: [
    {
      provide: ReadThroughCache,
      inject: [BaseConfig, Shutdown],
      useFactory: (config: BaseConfig, shutdown: Shutdown): ReadThroughCache => {
        const { REDIS_KEY_PREFIX: prefix } = config;
        const redis = createRedis(config.redisCacheUrl, { name: 'core:cache' });
        const cache = new ReadThroughCache(redis, `${prefix}:cache:core`);
        shutdown.onClose('cache', () => cache.close());
        return cache;
      },
    },
  ],
  exports: [ReadThroughCache],
})
export class CacheModule {}
