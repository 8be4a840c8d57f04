import { runService } from '@dongbaejul/service-kit';
import { coreService } from './core.definition';
import { rebuildRatings } from './ratings/rebuild-ratings';

void (process.argv[2] === 'rebuild-ratings' ? rebuildRatings() : runService(coreService));
