import { metrics, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { GAME_STATUSES } from './game.schema';
import { GamesRepository } from './games.repository';

const EVERY_MS = 30_000;

const games = metrics.gauge({ name: 'games', help: 'Games by status', labelNames: ['status'] });

/** Counts games for those who operate the platform; each replica says the same. */
@Injectable()
export class GameCounts {
  private readonly logger = new Logger(GameCounts.name);
  private timer: NodeJS.Timeout | undefined;
  private current: Promise<void> | undefined;

  constructor(
    private readonly games: GamesRepository,
    startup: StartupTasks,
    shutdown: Shutdown,
  ) {
    void startup.whenDone().then(() => {
      if (shutdown.isDraining) return;
      this.look();
      this.timer = setInterval(() => this.look(), EVERY_MS);
      this.timer.unref();
    });
    shutdown.onDrain('counts of games', async () => {
      clearInterval(this.timer);
      await this.current;
    });
  }

  async count(): Promise<void> {
    for (const status of GAME_STATUSES) games.set({ status }, await this.games.countWith(status));
  }

  /** One count at a time, however slow the database is. */
  private look(): void {
    this.current ??= this.count()
      .catch((error: unknown) => this.logger.warn({ msg: 'games were not counted', reason: (error as Error).message }))
      .finally(() => (this.current = undefined));
  }
}
