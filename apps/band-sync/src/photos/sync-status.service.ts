import { requestContext } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { BandSyncConfig } from '../config';
import { ConnectionService } from '../connection/connection.service';
import { nextTickAt } from '../schedule/tick-times';
import { presentRun } from '../sync-runs/present-run';
import { SyncRunsRepository } from '../sync-runs/sync-runs.repository';
import type { SyncStatusDto } from './dto/photos.dto';
import { syncState } from './sync-state';

/** How the sync is, in a few words for everybody. */
@Injectable()
export class SyncStatusService {
  constructor(
    private readonly config: BandSyncConfig,
    private readonly runs: SyncRunsRepository,
    private readonly connection: ConnectionService,
  ) {}

  async show(): Promise<SyncStatusDto> {
    const [connection, latest, succeeded] = await Promise.all([
      this.connection.state(),
      this.runs.latest(),
      this.runs.lastSucceeded(),
    ]);
    const run = latest && presentRun(latest, requestContext()?.language ?? 'ko');
    const every = this.config.SYNC_INTERVAL_MS;
    const next = every > 0 && connection === 'connected' ? new Date(nextTickAt(Date.now(), every)).toISOString() : null;
    return {
      state: syncState(connection, run?.status),
      last_sync: succeeded?.ended_at?.toISOString() ?? null,
      next_sync: run?.resume_at ?? next,
      last_error: run?.error ? { code: run.error.code, message: run.error.message } : null,
      progress: run && ['queued', 'running', 'paused'].includes(run.status) ? run.progress : null,
    };
  }
}
