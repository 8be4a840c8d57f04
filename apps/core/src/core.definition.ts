import { connectAsks } from '@dongbaejul/messaging';
import type { ServiceDefinition } from '@dongbaejul/service-kit';
import { CoreConfig } from './config';
import { CoreModule } from './core.module';

/** What `main.ts` and the tests start alike. */
export const coreService: ServiceDefinition<CoreConfig> = {
  name: 'core',
  config: CoreConfig,
  module: (config) => CoreModule.forRoot(config),
  setup: (app) => {
    connectAsks(app);
  },
};
