import { Health, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import type { INestApplication } from '@nestjs/common';
import { MessagingOptions } from '../messaging.options';
import { ClaimingServerRedis } from './claiming-server-redis';

/**
 * Lets an application answer asks (`@AskHandler` on its controllers). Call it in the service definition's `setup`.
 * It listens once the start-up tasks added so far (database, migrations) are done; readiness includes hearing itself.
 */
export function connectAsks(app: INestApplication): ClaimingServerRedis {
  const { service, config } = app.get(MessagingOptions);
  const server = new ClaimingServerRedis({ url: config.REDIS_URL, prefix: config.REDIS_KEY_PREFIX, service });
  const microservice = app.connectMicroservice({ strategy: server });
  app.get(StartupTasks).add('asks', async () => {
    await microservice.listen();
  });
  app.get(Health).register('asks', async () => server.assertHears());
  app.get(Shutdown).onDrain('asks', () => server.drain());
  return server;
}
