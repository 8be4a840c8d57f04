import { IntervalJobs, metrics } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { GAME_STATUSES } from './game.schema';
import { GamesRepository } from './games.repository';

const EVERY_MS = 30_000;

const games = metrics.gauge({ name: 'games', help: 'Games by status', labelNames: ['status'] });

/** Counts games for those who operate the platform; each replica says the same. */
@Injectable()
export class GameCounts {
  constructor(
    private readonly games: GamesRepository,
    jobs: IntervalJobs,
  ) {
    jobs.start({ name: 'counts of games', everyMs: EVERY_MS, run: () => this.count() });
  }

  async count(): Promise<void> {
    for (const status of GAME_STATUSES) games.set({ status }, await this.games.countWith(status));
  }
}
