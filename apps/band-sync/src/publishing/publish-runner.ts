import { IntervalJob, IntervalJobs, runInContext } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { PublishJob } from './publish-job';
import { PublicationsRepository } from './publications.repository';

const LOOK_EVERY_MS = 2_000;

/** Takes up publications that are due, one after another, whichever replica gets them. */
@Injectable()
export class PublishRunner {
  private readonly looking: IntervalJob;

  constructor(
    private readonly repository: PublicationsRepository,
    private readonly job: PublishJob,
    jobs: IntervalJobs,
  ) {
    const run = (signal: AbortSignal): Promise<void> => this.takeUp(signal);
    this.looking = jobs.start({ name: 'publishing', everyMs: LOOK_EVERY_MS, run });
  }

  /** Never throws, never waits. */
  look(): void {
    this.looking.trigger();
  }

  private async takeUp(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const publication = await this.repository.claim(Date.now());
      if (!publication) return;
      const context = { traceId: publication.trace_id, language: 'ko' as const };
      await runInContext(context, () => this.job.run(publication, signal));
    }
  }
}
