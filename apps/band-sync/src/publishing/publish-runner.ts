import { IntervalJob, IntervalJobs, runInContext, Shutdown } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { BandSyncConfig } from '../config';
import { MOST_AT_ONCE } from './publish-rules';
import { PublishJob } from './publish-job';
import type { Publication } from './publication.schema';
import { PublicationsRepository } from './publications.repository';

/**
 * Takes up publications that are due, whichever replica gets them, a few at a time: one that BAND is slow with holds up
 * no other. Looks when something was ordered, ended or falls due, and now and then for what other processes left.
 */
@Injectable()
export class PublishRunner {
  private readonly logger = new Logger('Publishing');
  private readonly looking: IntervalJob;
  private readonly underWay = new Set<Promise<void>>();
  private alarm: NodeJS.Timeout | undefined;
  /** Something happened since the last look began. */
  private isNews = false;

  constructor(
    private readonly repository: PublicationsRepository,
    private readonly job: PublishJob,
    private readonly config: BandSyncConfig,
    jobs: IntervalJobs,
    shutdown: Shutdown,
  ) {
    const run = (signal: AbortSignal): Promise<void> => this.takeUp(signal);
    this.looking = jobs.start({ name: 'publishing', everyMs: config.PUBLISH_LOOK_EVERY_MS, run });
    shutdown.onDrain('publications', async () => {
      clearTimeout(this.alarm);
      await Promise.all(this.underWay);
    });
  }

  /** Never throws, never waits. */
  look(): void {
    this.isNews = true;
    this.looking.trigger();
  }

  private async takeUp(signal: AbortSignal): Promise<void> {
    do {
      this.isNews = false;
      while (!signal.aborted && this.underWay.size < MOST_AT_ONCE) {
        const publication = await this.repository.claim(Date.now());
        if (!publication) break;
        this.begin(publication, signal);
      }
      if (!signal.aborted) await this.lookWhenDue();
    } while (this.isNews && !signal.aborted);
  }

  private begin(publication: Publication, signal: AbortSignal): void {
    const context = { traceId: publication.trace_id, language: 'ko' as const };
    const work = runInContext(context, () => this.job.run(publication, signal))
      .catch((error: unknown) => this.logger.error({ msg: 'a publication was left as it was', err: error }))
      .finally(() => {
        this.underWay.delete(work);
        this.look();
      });
    this.underWay.add(work);
  }

  /** What is due further away than the next look anyway needs no alarm; with all hands full, the next that ends looks. */
  private async lookWhenDue(): Promise<void> {
    clearTimeout(this.alarm);
    if (this.underWay.size >= MOST_AT_ONCE) return;
    const due = await this.repository.nextDue();
    const inMs = (due?.getTime() ?? Infinity) - Date.now();
    if (inMs >= this.config.PUBLISH_LOOK_EVERY_MS) return;
    this.alarm = setTimeout(() => this.look(), Math.max(1, inMs)).unref();
  }
}
