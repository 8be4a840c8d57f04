import { connectAsks, MessagingModule } from '@dongbaejul/messaging';
import { PersistenceModule } from '@dongbaejul/persistence';
import { BaseConfig, loadConfig, RunningService, ServiceDefinition, startService } from '@dongbaejul/service-kit';
import { giveBackDatabase, takeDatabase } from '@dongbaejul/testing';
import { Module, type Type } from '@nestjs/common';
import { IsString } from 'class-validator';
import { AuthApp, SIGNING_SECRET } from './auth-app';

class NeighbourConfig extends BaseConfig {
  @IsString()
  MONGODB_URI: string;

  @IsString()
  MONGODB_DB_NAME: string;
}

type NeighbourName = 'core' | 'band-sync';

@Module({})
class NeighbourModule {}

const definitionOf = (service: NeighbourName, answers?: Type<unknown>): ServiceDefinition<NeighbourConfig> => ({
  name: service,
  config: NeighbourConfig,
  module: (config) => ({
    module: NeighbourModule,
    imports: [PersistenceModule.forRoot({ config, service }), MessagingModule.forRoot({ service, config })],
    controllers: answers ? [answers] : [],
  }),
  setup: (app) => void (answers && connectAsks(app)),
});

/**
 * Another service of the house, bare: it asks auth and tells it things by the real messaging.
 * @param answers a controller with what auth asks of it
 */
export async function startNeighbour(
  auth: AuthApp,
  name: NeighbourName = 'core',
  answers?: Type<unknown>,
): Promise<RunningService> {
  const config = loadConfig(NeighbourConfig, {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: '0',
    GATEWAY_SIGNING_SECRET: SIGNING_SECRET,
    MONGODB_URI: auth.config.MONGODB_URI,
    MONGODB_DB_NAME: takeDatabase('messaging'),
    REDIS_URL: auth.config.REDIS_URL,
    REDIS_KEY_PREFIX: auth.config.REDIS_KEY_PREFIX,
  });
  const service = await startService(definitionOf(name, answers), config);
  await service.ready;
  const stop = async (): Promise<void> => {
    await service.stop();
    await giveBackDatabase('messaging', config.MONGODB_DB_NAME);
  };
  return { ...service, stop };
}
