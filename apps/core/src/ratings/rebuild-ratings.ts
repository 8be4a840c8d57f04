import { loadConfig, startService, StartupTasks } from '@dongbaejul/service-kit';
import { CoreConfig } from '../config';
import { coreService } from '../core.definition';
import { RatingChain } from './rating-chain';

/** `yarn ratings:rebuild`: every rating and statistic anew from the completed games, on no port, while play goes on. */
export async function rebuildRatings(): Promise<void> {
  const config = Object.assign(loadConfig(CoreConfig), { PORT: 0, METRICS_PORT: 0 });
  const service = await startService(coreService, config);
  try {
    await service.app.get(StartupTasks).whenDone();
    await service.app.get(RatingChain).rebuild();
  } finally {
    await service.stop();
  }
  process.exit(0);
}
