import { Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Injectable, Logger, OnModuleInit } from '@nestjs/common';
import { RatingChain } from './rating-chain';

const EVERY_MS = 2_000;

/** Works out what a correction left behind; in several processes at once it does no harm, only work. */
@Injectable()
export class RatingsJob implements OnModuleInit {
  private readonly logger = new Logger(RatingsJob.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly chain: RatingChain,
    private readonly startup: StartupTasks,
    private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    void this.startup.whenDone().then(() => {
      if (!this.shutdown.isDraining) this.timer = setInterval(() => this.tick(), EVERY_MS);
    });
    this.shutdown.onClose('ratings', async () => {
      clearInterval(this.timer);
      await this.running;
    });
  }

  private tick(): void {
    this.running ??= this.chain
      .catchUp()
      .catch((error: unknown) => this.logger.warn({ msg: 'ratings are behind', reason: (error as Error).message }))
      .finally(() => (this.running = undefined));
  }
}
