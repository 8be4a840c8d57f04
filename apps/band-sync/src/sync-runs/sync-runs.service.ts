import { AppError, type AuditActor } from '@dongbaejul/contracts';
import { requestContext } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { BandSyncConfig } from '../config';
import { ConnectionService } from '../connection/connection.service';
import type { SyncedMembersDto, SyncedPhotosDto, SyncRunDto, SyncRunsDto, SyncStartedDto } from './dto/sync-run.dto';
import type { SyncRunsQuery } from './dto/sync-runs-query.dto';
import { presentRun } from './present-run';
import { SteerRuns } from './steer-runs';
import type { SyncRun } from './sync-run.schema';
import { SyncRunner } from './sync-runner';
import { SyncErrors } from './sync-runs.errors';
import { SyncRunsRepository } from './sync-runs.repository';

const LOOK_EVERY_MS = 150;

export type SyncTrigger = 'admin' | 'members' | 'photos' | 'auto';

/** Starting, watching and cancelling runs. */
@Injectable()
export class SyncRunsService {
  private readonly logger = new Logger('Sync');

  constructor(
    private readonly config: BandSyncConfig,
    private readonly repository: SyncRunsRepository,
    private readonly steer: SteerRuns,
    private readonly runner: SyncRunner,
    private readonly connection: ConnectionService,
  ) {}

  /**
   * Starts a run, or lets a paused one go on at once.
   * @throws SYNC_ALREADY_RUNNING, BAND_NOT_CONNECTED, BAND_TOKEN_REFUSED
   */
  async start(trigger: SyncTrigger, actor: AuditActor): Promise<SyncRunDto> {
    await this.connection.assertUsable();
    const id = await this.steer.begin(actor, { trigger, scope: trigger === 'photos' ? 'photos' : 'all' });
    this.logger.log({ msg: 'sync was asked for', trigger, run_id: id });
    this.runner.look();
    return this.show(id);
  }

  async isActive(): Promise<boolean> {
    return (await this.repository.active()) !== null;
  }

  hasSucceeded(): Promise<boolean> {
    return this.repository.hasSucceeded();
  }

  async list(query: SyncRunsQuery): Promise<SyncRunsDto> {
    const { items, ...paging } = await this.repository.list(query);
    return { runs: items.map((run) => this.present(run)), ...paging };
  }

  async show(id: string): Promise<SyncRunDto> {
    return this.present(await this.existing(id));
  }

  /** A run that somebody works on ends within a few seconds; the answer shows it as it is now. */
  async cancel(id: string, actor: AuditActor): Promise<SyncRunDto> {
    const run = await this.existing(id);
    if (!(await this.steer.cancel(actor, run._id, run.status))) throw SyncErrors.SYNC_RUN_ENDED({ status: run.status });
    this.logger.log({ msg: 'sync was cancelled', run_id: id });
    this.runner.cancelHere(run._id);
    return this.show(id);
  }

  /** seeds/000's route: a whole run, answered with what it brought when it ends in time. */
  async syncMembers(actor: AuditActor): Promise<SyncedMembersDto | SyncStartedDto> {
    const run = await this.runWithin('members', actor);
    if ('run_id' in run) return run;
    const { seen, new: created, changed } = run.counts.members;
    return { synced_count: seen, new_members: created, updated_members: changed };
  }

  /** seeds/000's route: the album alone, answered the same way. */
  async syncPhotos(actor: AuditActor): Promise<SyncedPhotosDto | SyncStartedDto> {
    const run = await this.runWithin('photos', actor);
    if ('run_id' in run) return run;
    const last_sync = (run.ended_at ?? new Date()).toISOString();
    return { albums_synced: run.counts.albums.seen, photos_synced: run.counts.photos.seen, last_sync };
  }

  /** @throws what the run ended or paused with */
  private async runWithin(trigger: SyncTrigger, actor: AuditActor): Promise<SyncRun | SyncStartedDto> {
    const { id } = await this.start(trigger, actor);
    const run = await this.waitForEnd(id, Date.now() + this.config.SYNC_ANSWER_WITHIN_MS);
    if (run.error) throw AppError.fromShape(run.error);
    return run.status === 'succeeded' ? run : { run_id: id };
  }

  /** The run when it ended or was paused, or as it is at the deadline. */
  private async waitForEnd(id: string, deadline: number): Promise<SyncRun> {
    for (;;) {
      const run = await this.existing(id);
      const waits = run.status === 'queued' || run.status === 'running';
      if (!waits || Date.now() + LOOK_EVERY_MS > deadline) return run;
      await pause(LOOK_EVERY_MS);
    }
  }

  private async existing(id: string): Promise<SyncRun> {
    const run = await this.repository.find(id);
    if (!run) throw SyncErrors.SYNC_RUN_NOT_FOUND();
    return run;
  }

  private present(run: SyncRun): SyncRunDto {
    return presentRun(run, requestContext()?.language ?? 'ko');
  }
}
