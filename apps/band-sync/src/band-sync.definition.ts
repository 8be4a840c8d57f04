import { connectAsks } from '@dongbaejul/messaging';
import type { ServiceDefinition } from '@dongbaejul/service-kit';
import { BandSyncModule } from './band-sync.module';
import { BandSyncConfig } from './config';

/** What `main.ts` and the tests start. */
export const bandSyncService: ServiceDefinition<BandSyncConfig> = {
  name: 'band-sync',
  config: BandSyncConfig,
  module: (config) => BandSyncModule.forRoot(config),
  setup: (app) => {
    connectAsks(app);
  },
};
