import { runService } from '@dongbaejul/service-kit';
import { bandSyncService } from './band-sync.definition';

void runService(bandSyncService);
