import { newTraceId, runInContext, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Injectable, Logger, OnModuleInit } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { SweepLateLeavings } from './sweep-late-leavings';

const NAME = 'late leavings';
/** What is swept here is seldom there, and harms little for half a minute more. */
const EVERY_MS = 30_000;

/** Looks twice a minute, in every process, whether members who left are due. */
@Injectable()
export class LateLeavingsJob implements OnModuleInit {
  private readonly logger = new Logger('LateLeavings');
  private running: Promise<void> | undefined;

  constructor(
    private readonly sweep: SweepLateLeavings,
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
    this.running ??= runInContext({ traceId: newTraceId(), language: 'ko' }, () => this.sweep.run())
      .then(() => undefined)
      .catch((error: unknown) =>
        this.logger.warn({ msg: 'late leavings were not looked for', reason: (error as Error).message }),
      )
      .finally(() => (this.running = undefined));
  }
}
