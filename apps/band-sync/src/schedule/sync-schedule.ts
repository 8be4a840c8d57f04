import { isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { newTraceId, runInContext, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Injectable, Logger, OnModuleInit } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { BandSyncConfig } from '../config';
import { ConnectionService } from '../connection/connection.service';
import { SyncRunner } from '../sync-runs/sync-runner';
import { SyncRunsRepository } from '../sync-runs/sync-runs.repository';
import type { TickOutcome } from './sync-tick.schema';
import { tickAt } from './tick-times';
import { TicksRepository } from './ticks.repository';
import { ticksTotal } from './ticks.metrics';

/** A tick is late by this much at most, also after its holder died. */
const LOOK_EVERY_MS = 10_000;

/**
 * Starts a run at every tick. Each replica looks, one transaction writes the tick together with its run: whoever dies
 * before the commit leaves the tick to the others, and whoever comes second finds it done.
 */
@Injectable()
export class SyncSchedule implements OnModuleInit {
  private readonly logger = new Logger('Schedule');
  private done = -1;
  private looking = false;

  constructor(
    private readonly config: BandSyncConfig,
    private readonly ticks: TicksRepository,
    private readonly runs: SyncRunsRepository,
    private readonly runner: SyncRunner,
    private readonly connection: ConnectionService,
    private readonly transactions: Transactions,
    private readonly registry: SchedulerRegistry,
    private readonly startup: StartupTasks,
    private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    const every = this.config.SYNC_INTERVAL_MS;
    if (every === 0) return;
    void this.startup.whenDone().then(() => {
      if (this.shutdown.isDraining) return;
      const timer = setInterval(() => void this.look(), Math.max(50, Math.min(LOOK_EVERY_MS, every / 4)));
      this.registry.addInterval('sync', timer);
      void this.look();
    });
    this.shutdown.onDrain('schedule', () => {
      if (this.registry.doesExist('interval', 'sync')) this.registry.deleteInterval('sync');
      return Promise.resolve();
    });
  }

  private async look(): Promise<void> {
    const now = tickAt(Date.now(), this.config.SYNC_INTERVAL_MS);
    if (this.looking || now === this.done) return;
    this.looking = true;
    try {
      await runInContext({ traceId: newTraceId(), language: 'ko' }, () => this.tick(now));
      this.done = now;
    } catch (error) {
      // The next look tries again: the tick is not done until it is written.
      this.logger.warn({ msg: 'a tick has to be tried again', tick: now, reason: (error as Error).message });
    } finally {
      this.looking = false;
    }
  }

  private async tick(number: number): Promise<void> {
    const last = await this.ticks.last();
    // A clock that runs behind the others' does no tick a second time.
    if (last !== undefined && last >= number) return;
    // The half hour in which the club's first service came up is nobody's tick.
    const state = last === undefined ? 'began' : await this.connection.state();
    try {
      const outcome = await this.transactions.run((session) => this.effect(session, number, state));
      ticksTotal.inc({ outcome });
      this.logger.log({ msg: 'tick', tick: number, outcome });
      if (outcome === 'started') this.runner.look();
    } catch (error) {
      if (isDuplicateKey(error, '_id_')) return;
      throw error;
    }
  }

  private async effect(
    session: Parameters<TicksRepository['add']>[0],
    number: number,
    state: 'began' | 'connected' | 'disconnected' | 'reconnect_needed',
  ): Promise<TickOutcome> {
    const at = new Date();
    if (state !== 'connected') {
      const outcome = state === 'disconnected' ? 'not_connected' : state;
      await this.ticks.add(session, { _id: number, outcome, run_id: null, at });
      return outcome;
    }
    const run = await this.runs.createIn(session, { trigger: 'schedule', startedBy: null, scope: 'all' });
    const outcome = run ? 'started' : 'already_running';
    await this.ticks.add(session, { _id: number, outcome, run_id: run?._id ?? null, at });
    return outcome;
  }
}
