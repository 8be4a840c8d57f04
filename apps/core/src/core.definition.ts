import fastifyMultipart from '@fastify/multipart';
import { connectAsks } from '@dongbaejul/messaging';
import type { ServiceDefinition } from '@dongbaejul/service-kit';
import { CoreConfig } from './config';
import { CoreModule } from './core.module';

const LONGEST_UPLOAD_MS = 10 * 60_000;

/** What `main.ts` and the tests start alike. */
export const coreService: ServiceDefinition<CoreConfig> = {
  name: 'core',
  config: CoreConfig,
  module: (config) => CoreModule.forRoot(config),
  setup: async (app) => {
    connectAsks(app);
    // Nothing is read before the route that takes a file asks for it (uploads/receive-upload.interceptor.ts).
    await app.register(fastifyMultipart as never, { throwFileSizeLimit: false });
  },
  // A file may take its sender a while; the gateway bounds everything else by itself.
  http: () => ({ requestTimeout: LONGEST_UPLOAD_MS }),
};
