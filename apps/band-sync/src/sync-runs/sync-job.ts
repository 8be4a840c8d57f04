import { Transactions } from '@dongbaejul/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { BandSession } from '../connection/band-session';
import { TokenStore } from '../connection/token-store';
import { PostsRepository } from '../posts/posts.repository';
import { ChangeWriter } from './change-writer';
import { PhotosStep } from './photos-step';
import { PostsStep, StepContext } from './posts-step';
import { ProgressFeed } from './progress-feed';
import { Lease, RunLeases } from './run-leases.repository';
import { RunProgress } from './run-progress';
import { SyncRunsRepository } from './sync-runs.repository';
import type { SyncRun } from './sync-run.schema';

export interface RunInHand {
  lease: Lease;
  run: SyncRun;
  signal: AbortSignal;
}

/** The work of a run, phase after phase. It may be taken up anywhere. */
@Injectable()
export class SyncJob {
  private readonly logger = new Logger(SyncJob.name);

  constructor(
    private readonly tokens: TokenStore,
    private readonly posts: PostsRepository,
    private readonly postsStep: PostsStep,
    private readonly photosStep: PhotosStep,
    private readonly runs: SyncRunsRepository,
    private readonly leases: RunLeases,
    private readonly writer: ChangeWriter,
    private readonly transactions: Transactions,
    private readonly feed: ProgressFeed,
  ) {}

  /** @throws BandFailure, LeaseLost, an AppError, or the signal's reason */
  async run({ lease, run, signal }: RunInHand): Promise<void> {
    const session = await BandSession.open(this.tokens, signal);
    const { leases, writer, transactions, feed } = this;
    const progress = await RunProgress.open(lease, run, { leases, writer, transactions, feed });
    if (run.posts_expected === null) await this.expect(lease, run);
    const context = { session, progress, runId: run._id.toHexString(), signal };
    try {
      await this.goThrough(context);
      signal.throwIfAborted();
    } finally {
      // Also when it fails: the record then says how far it got. A lease that is lost has nothing to say.
      await progress.flush().catch((error: unknown) => this.logger.debug({ msg: 'noting progress', err: error }));
    }
  }

  /** Until a sync was whole once, what is known of the club's posts says nothing of how many there are. */
  private async expect(lease: Lease, { scope }: SyncRun): Promise<void> {
    if (scope === 'photos' || !(await this.runs.hasSucceeded())) return;
    await this.leases.expect(lease, await this.posts.countLivingPosts());
  }

  /** From the phase the run is in: each step leaves it in the next one. */
  private async goThrough(context: StepContext): Promise<void> {
    const { progress } = context;
    if (progress.place.phase === 'posts') await this.postsStep.read(context);
    if (progress.place.phase === 'gone') await this.postsStep.lookForGone(context);
    if (progress.place.phase === 'albums') await this.photosStep.readAlbums(context);
    if (progress.place.phase === 'photos') await this.photosStep.readPhotos(context);
  }
}
