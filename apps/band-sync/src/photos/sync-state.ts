import type { RunStatus } from '../sync-runs/sync-run.schema';
import type { SyncState } from './dto/photos.dto';

/** One word for the sync: a run under way counts before anything else, then whether BAND is connected. */
export function syncState(
  connection: 'connected' | 'reconnect_needed' | 'disconnected',
  latest: RunStatus | undefined,
): SyncState {
  if (latest === 'queued' || latest === 'running') return 'running';
  if (connection !== 'connected') return 'disconnected';
  if (latest === 'paused' || latest === 'failed') return latest;
  return 'idle';
}
