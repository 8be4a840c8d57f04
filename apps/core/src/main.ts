import { runService } from '@dongbaejul/service-kit';
import { coreService } from './core.definition';

void runService(coreService);
