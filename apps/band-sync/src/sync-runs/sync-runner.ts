import { IntervalJob, IntervalJobs, newTraceId, runInContext, toAppError } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import type { Types } from 'mongoose';
import { isBandFailure } from '../band-client/band-failure';
import { pausesSync, resumeTime } from '../band-client/retry-policy';
import { BandSyncConfig } from '../config';
import { ProgressFeed } from './progress-feed';
import { Lease, LeaseLost, RunLeases } from './run-leases.repository';
import type { SyncRun } from './sync-run.schema';
import { lastSuccess, runDuration } from './sync.metrics';
import { SyncErrors } from './sync-runs.errors';
import { SyncJob } from './sync-job';

/** How often this process looks for a run to take up. With the lease: a dead holder's run goes on within 12 s. */
const LOOK_EVERY_MS = 2_000;
const RENEW_EVERY_MS = 2_500;
/** Without being able to renew for this long, another may have taken over. */
const GIVE_UP_AFTER_MS = 8_000;
/** A run that was taken up so often without getting anywhere would be for ever. */
const MOST_CLAIMS = 5;

type StopReason = 'cancelled' | 'shutdown' | 'lease lost';

/** Works on the active run, whichever replica gets it, and goes on where a dead one stopped. */
@Injectable()
export class SyncRunner {
  private readonly logger = new Logger('Sync');
  private readonly looking: IntervalJob;
  private stop: AbortController | undefined;
  private current: Types.ObjectId | undefined;

  constructor(
    private readonly leases: RunLeases,
    private readonly job: SyncJob,
    private readonly feed: ProgressFeed,
    private readonly config: BandSyncConfig,
    jobs: IntervalJobs,
  ) {
    const run = (signal: AbortSignal): Promise<void> => this.takeUp(signal);
    this.looking = jobs.start({ name: 'sync', everyMs: LOOK_EVERY_MS, run });
  }

  /** Takes up a run if there is one to take up; never throws, never waits. */
  look(): void {
    this.looking.trigger();
  }

  /** Ends the run at once if it is this process that works on it; the request in the record reaches any other. */
  cancelHere(runId: Types.ObjectId): void {
    if (this.current?.equals(runId)) this.stop?.abort('cancelled' satisfies StopReason);
  }

  private async takeUp(shutdown: AbortSignal): Promise<void> {
    const claimed = await this.leases.claim();
    if (!claimed) return;
    // A context of its own: the request that started the run has ended, and so have its deadline and language.
    const traceId = claimed.run.trace_id || newTraceId();
    await runInContext({ traceId, language: 'ko' }, () => this.work(claimed.lease, claimed.run, shutdown));
  }

  private async work(lease: Lease, run: SyncRun, shutdown: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const leave = (): void => stop.abort('shutdown' satisfies StopReason);
    shutdown.addEventListener('abort', leave, { once: true });
    if (shutdown.aborted) leave();
    this.stop = stop;
    this.current = lease.runId;
    const startedAt = Date.now();
    const renewal = this.keepRenewing(lease, stop);
    this.logger.log({
      msg: run.fence > 1 ? 'sync goes on' : 'sync starts',
      run_id: run._id.toHexString(),
      pages: run.pages,
    });
    try {
      if (run.cancel_requested) stop.abort('cancelled' satisfies StopReason);
      if (run.claims > MOST_CLAIMS) throw SyncErrors.SYNC_INTERRUPTED();
      await this.job.run({ lease, run, signal: stop.signal });
      await this.leases.finish(lease, { status: 'succeeded' });
      lastSuccess.setToCurrentTime();
      this.report('succeeded', run, startedAt);
    } catch (error) {
      const outcome = await this.settle(
        lease,
        stop.signal.aborted ? (stop.signal.reason as StopReason) : undefined,
        error,
      );
      this.report(outcome, run, startedAt);
    } finally {
      clearInterval(renewal);
      shutdown.removeEventListener('abort', leave);
      await this.feed.tell(lease.runId, true);
      this.stop = undefined;
      this.current = undefined;
    }
  }

  private keepRenewing(lease: Lease, stop: AbortController): NodeJS.Timeout {
    let renewedAt = Date.now();
    const renew = async (): Promise<void> => {
      try {
        const { cancelRequested } = await this.leases.renew(lease);
        renewedAt = Date.now();
        if (cancelRequested) stop.abort('cancelled' satisfies StopReason);
      } catch (error) {
        const late = Date.now() - renewedAt > GIVE_UP_AFTER_MS;
        if (error instanceof LeaseLost || late) stop.abort('lease lost' satisfies StopReason);
      }
    };
    return setInterval(() => void renew(), RENEW_EVERY_MS);
  }

  /** Decides what becomes of a run that did not end well. Never throws: what cannot be written, the lease settles. */
  private async settle(lease: Lease, stopped: StopReason | undefined, error: unknown): Promise<string> {
    try {
      if (error instanceof LeaseLost || stopped === 'lease lost') return 'lost';
      if (stopped === 'shutdown') {
        await this.leases.release(lease);
        return 'released';
      }
      if (stopped === 'cancelled') {
        await this.leases.finish(lease, { status: 'cancelled' });
        return 'cancelled';
      }
      return await this.settleFailure(lease, error);
    } catch (unwritten) {
      this.logger.warn({ msg: 'the end of a sync could not be noted', reason: (unwritten as Error).message });
      return 'lost';
    }
  }

  private async settleFailure(lease: Lease, error: unknown): Promise<string> {
    if (isBandFailure(error)) {
      this.logger.warn({ msg: 'sync was stopped by BAND', reason: error.message, ...error.facts });
      if (pausesSync(error.kind)) return await this.pause(lease, error.toAppError().toShape());
      await this.leases.finish(lease, { status: 'failed', error: error.toAppError().toShape() });
      return 'failed';
    }
    const known = toAppError(error);
    if (known.code === 'SERVICE_UNAVAILABLE' || known.code === 'SERVICE_TIMEOUT') {
      // Our own database was away: nothing is wrong with the run, it goes on when the lease is over.
      this.logger.warn({ msg: 'sync was interrupted and will go on', reason: known.code });
      return 'interrupted';
    }
    this.logger.error({ msg: 'sync failed', code: known.code, err: known.cause ?? error });
    const shape = known.code === 'INTERNAL' ? SyncErrors.SYNC_FAILED() : known;
    await this.leases.finish(lease, { status: 'failed', error: shape.toShape() });
    return 'failed';
  }

  private async pause(lease: Lease, error: SyncRun['error'] & object): Promise<string> {
    const resumeAt = new Date(
      resumeTime(Date.now(), await this.leases.pausesBefore(lease), this.config.SYNC_INTERVAL_MS),
    );
    await this.leases.pause(lease, error, resumeAt);
    this.logger.warn({ msg: 'sync is paused', until: resumeAt.toISOString() });
    return 'paused';
  }

  private report(outcome: string, run: SyncRun, startedAt: number): void {
    const ms = Date.now() - startedAt;
    runDuration.observe({ outcome }, ms / 1_000);
    this.logger.log({ msg: 'sync ends', outcome, run_id: run._id.toHexString(), took_ms: ms });
  }
}
