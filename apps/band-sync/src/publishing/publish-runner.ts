import { runInContext, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Injectable, Logger, OnModuleInit } from '@nestjs/common';
import { PublishJob } from './publish-job';
import { PublicationsRepository } from './publications.repository';

const LOOK_EVERY_MS = 2_000;

/** Takes up publications that are due, one after another, whichever replica gets them. */
@Injectable()
export class PublishRunner implements OnModuleInit {
  private readonly logger = new Logger('Publishing');
  private readonly stop = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;

  constructor(
    private readonly repository: PublicationsRepository,
    private readonly job: PublishJob,
    private readonly startup: StartupTasks,
    private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    void this.startup.whenDone().then(() => {
      if (this.stop.signal.aborted) return;
      this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
      this.look();
    });
    this.shutdown.onDrain('publishing', async () => {
      clearInterval(this.timer);
      this.stop.abort();
      await this.working;
    });
  }

  /** Never throws, never waits. */
  look(): void {
    if (this.stop.signal.aborted || this.startup.pending !== undefined) return;
    this.working ??= this.takeUp()
      .catch((error: unknown) =>
        this.logger.warn({ msg: 'looking for publications failed', reason: (error as Error).message }),
      )
      .finally(() => (this.working = undefined));
  }

  private async takeUp(): Promise<void> {
    while (!this.stop.signal.aborted) {
      const publication = await this.repository.claim(Date.now());
      if (!publication) return;
      const context = { traceId: publication.trace_id, language: 'ko' as const };
      await runInContext(context, () => this.job.run(publication, this.stop.signal));
    }
  }
}
