import type { Migration } from '@dongbaejul/persistence';
import { mirrors } from './0002-mirrors';
import { syncRuns } from './0001-sync-runs';

export const migrations: readonly Migration[] = [syncRuns, mirrors];
