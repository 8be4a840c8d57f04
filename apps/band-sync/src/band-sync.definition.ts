import fastifyMultipart from '@fastify/multipart';
import { connectAsks } from '@dongbaejul/messaging';
import type { ServiceDefinition } from '@dongbaejul/service-kit';
import { BandSyncModule } from './band-sync.module';
import { BandSyncConfig } from './config';
import { reencrypt } from './connection/reencrypt';

/** What `main.ts` and the tests start. */
export const bandSyncService: ServiceDefinition<BandSyncConfig> = {
  name: 'band-sync',
  config: BandSyncConfig,
  module: (config) => BandSyncModule.forRoot(config),
  commands: { reencrypt },
  setup: async (app) => {
    connectAsks(app);
    // Nothing is read before the route that takes a file asks for it (roster/receive-roster.interceptor.ts).
    await app.register(fastifyMultipart as never, { throwFileSizeLimit: false });
  },
};
