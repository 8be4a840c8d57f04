import { Injectable, Logger } from '@nestjs/common';
import { newTraceId, runInContext } from '../context/request-context';
import { toAppError } from '../errors/error-response';
import { metrics } from '../metrics/metrics';
import { Shutdown } from './shutdown';
import { StartupTasks } from './startup-tasks';

const turns = metrics.counter({
  name: 'interval_job_turns_total',
  help: 'Turns of the jobs that a process repeats',
  labelNames: ['name', 'outcome'],
});

export interface IntervalJobOptions {
  /** In logs, in the metric and at shutdown. */
  name: string;
  everyMs: number;
  /** One turn, in a context with a trace id of its own. The signal tells that the process is about to stop. */
  run: (signal: AbortSignal) => Promise<unknown>;
  /** Whether the first turn comes right after start-up, rather than one interval later. Yes by default. */
  atOnce?: boolean;
  /** Until when it goes on: requests are still answered (default), or the last of them was. */
  until?: 'drain' | 'close';
}

/** A job that was started. */
export interface IntervalJob {
  /** A turn now, unless one is under way or the process is not ready or is stopping. Never throws, never waits. */
  trigger: () => void;
}

/**
 * Work that every process of a service repeats for as long as it serves: it begins when all start-up tasks are done,
 * no turn begins before the last has ended, and a shutdown waits for the turn that is under way. A turn that fails is
 * no end: it is logged once, and once more when a turn succeeds again.
 */
@Injectable()
export class IntervalJobs {
  private readonly logger = new Logger('Jobs');

  constructor(
    private readonly startup: StartupTasks,
    private readonly shutdown: Shutdown,
  ) {}

  start(options: IntervalJobOptions): IntervalJob {
    const stop = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let current: Promise<void> | undefined;
    const turn = this.turnsOf(options);
    const trigger = (): void => {
      if (stop.signal.aborted || this.startup.pending !== undefined) return;
      current ??= turn(stop.signal).finally(() => (current = undefined));
    };
    void this.startup.whenDone().then(() => {
      if (stop.signal.aborted || this.shutdown.isDraining) return;
      timer = setInterval(trigger, options.everyMs);
      timer.unref();
      if (options.atOnce ?? true) trigger();
    });
    const end = async (): Promise<void> => {
      stop.abort();
      clearInterval(timer);
      await current;
    };
    if (options.until === 'close') this.shutdown.onClose(options.name, end);
    else this.shutdown.onDrain(options.name, end);
    return { trigger };
  }

  private turnsOf({ name, run }: IntervalJobOptions): (signal: AbortSignal) => Promise<void> {
    let isFailing = false;
    return async (signal) => {
      try {
        await runInContext({ traceId: newTraceId(), language: 'ko' }, () => run(signal));
        turns.inc({ name, outcome: 'done' });
        if (isFailing) this.logger.log({ msg: 'a job works again', job: name });
        isFailing = false;
      } catch (error) {
        turns.inc({ name, outcome: 'failed' });
        if (!isFailing) this.report(name, error);
        isFailing = true;
      }
    };
  }

  /** What is away needs no stack. */
  private report(job: string, error: unknown): void {
    const { code, kind } = toAppError(error);
    const what = kind === 'internal' ? { err: error } : { reason: code };
    this.logger.warn({ msg: 'a job failed and is tried again', job, ...what });
  }
}
