import { newTraceId, runInContext, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Injectable, Logger, OnModuleInit } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { ExtendSeries } from './extend-series';

const NAME = 'meeting series';
/** A year ahead an hour does not matter. */
const EVERY_MS = 3_600_000;

/** Looks each hour, in every process, whether a series has to go on. */
@Injectable()
export class ExtendSeriesJob implements OnModuleInit {
  private readonly logger = new Logger('Series');
  private running: Promise<void> | undefined;

  constructor(
    private readonly extend: ExtendSeries,
    private readonly registry: SchedulerRegistry,
    private readonly startup: StartupTasks,
    private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    void this.startup.whenDone().then(() => {
      if (this.shutdown.isDraining) return;
      this.registry.addInterval(
        NAME,
        setInterval(() => this.tick(), EVERY_MS),
      );
      this.tick();
    });
    this.shutdown.onDrain(NAME, async () => {
      if (this.registry.doesExist('interval', NAME)) this.registry.deleteInterval(NAME);
      await this.running;
    });
  }

  private tick(): void {
    this.running ??= runInContext({ traceId: newTraceId(), language: 'ko' }, () => this.extend.run())
      .then(() => undefined)
      .catch((error: unknown) => this.logger.warn({ msg: 'series did not go on', reason: (error as Error).message }))
      .finally(() => (this.running = undefined));
  }
}
