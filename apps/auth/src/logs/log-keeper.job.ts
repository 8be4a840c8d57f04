import { metrics, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Injectable, Logger, OnModuleInit } from '@nestjs/common';
import { entriesOf } from './log-line';
import { LogStream } from './log-stream';
import { LogsRepository } from './logs.repository';

const IDLE_MS = 500;
const AFTER_FAILURE_MS = 5_000;
/** Looking for what others left behind, every so many rounds. */
const ROUNDS_BETWEEN_CLAIMS = 60;

const kept = metrics.counter({ name: 'log_lines_kept_total', help: 'Log lines kept for /admin/logs' });
const failures = metrics.counter({ name: 'log_keeper_failures_total', help: 'Rounds in which no log line was kept' });

/** Moves what services logged from the stream into the database, for 30 days. */
@Injectable()
export class LogKeeperJob implements OnModuleInit {
  private readonly logger = new Logger(LogKeeperJob.name);
  private rounds = 0;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private failing = false;

  constructor(
    private readonly stream: LogStream,
    private readonly repository: LogsRepository,
    private readonly startup: StartupTasks,
    private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    void this.startup.whenDone().then(() => this.later(0));
    this.shutdown.onClose('log keeper', async () => {
      this.stopped = true;
      clearTimeout(this.timer);
      await this.working;
      await this.stream.leave().catch(() => undefined);
    });
  }

  private later(ms: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.working = this.round().then((pause) => this.later(pause));
    }, ms);
  }

  /** @returns how long to wait before the next one. Never rejects. */
  private async round(): Promise<number> {
    try {
      this.rounds += 1;
      const isClaiming = this.rounds % ROUNDS_BETWEEN_CLAIMS === 0;
      if (isClaiming) await this.stream.forgetDead();
      const left = isClaiming ? await this.stream.abandoned() : [];
      const batches = [...left, ...(await this.stream.next())];
      const entries = batches.flatMap(({ id, lines }) => entriesOf(id, lines));
      await this.repository.keep(entries);
      await this.stream.done(batches);
      kept.inc(entries.length);
      this.failing = false;
      return batches.length > 0 ? 50 : IDLE_MS;
    } catch (error) {
      failures.inc();
      // Once, not at each try: this very line goes into the stream too.
      if (!this.failing) this.logger.warn({ msg: 'log lines are not being kept', reason: (error as Error).message });
      this.failing = true;
      return AFTER_FAILURE_MS;
    }
  }
}
