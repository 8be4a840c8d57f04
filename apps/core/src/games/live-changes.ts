import { Injectable } from '@nestjs/common';
import type { Outcome, Request } from '../common/together';
import { eventsOf, Happened } from './consequences';
import { countChanges } from './count-changes';
import { Changed, decideGroup, isRefused, shown, Wanted } from './decide-group';
import type { GameRow } from './game.schema';
import { GamePresenter } from './game-presenter';
import { GamesRepository } from './games.repository';

/** Games under way at once that are not read again for each point; a game has some kilobytes. */
const MOST_KEPT = 200;

/**
 * Points of live scores: one update that holds the event too, without a transaction. A game is not read again after its
 * last point here: the update asks for its version. Nor are the names in it, which are kept until they change.
 *
 * It only ever says yes. A refusal, more than a score, or a second change meanwhile is left to the transaction.
 */
@Injectable()
export class LiveChanges {
  private readonly kept = new Map<string, GameRow>();

  constructor(
    private readonly games: GamesRepository,
    private readonly presenter: GamePresenter,
  ) {}

  /**
   * One group of a game at a time.
   * @returns null where nothing was written and the transaction has to decide
   */
  async run(id: string, group: readonly Request<Wanted>[]): Promise<Outcome<Changed<unknown>>[] | null> {
    const kept = this.kept.get(id);
    this.kept.delete(id);
    const outcomes = kept && (await this.change(kept, group));
    if (outcomes) return outcomes;
    const game = await this.games.find(id);
    return game && this.change(game, group, { isFresh: true });
  }

  private async change(
    before: GameRow,
    group: readonly Request<Wanted>[],
    { isFresh = false } = {},
  ): Promise<Outcome<Changed<unknown>>[] | null> {
    const { game, outcomes, happened } = await decideGroup(before, group, (who) => who);
    if (outcomes.some(isRefused) || !happened.every(isScore)) return null;
    // That nothing has to change is true of the game as it is, not as it was once.
    if (happened.length === 0 && !isFresh) return null;
    const stateOf = await this.presenter.presenter([before]);
    if (happened.length > 0) {
      if (!(await this.games.saveTelling(before, game, eventsOf(happened, stateOf)))) return null;
      countChanges(happened);
    }
    this.keep(game);
    return shown(outcomes, stateOf);
  }

  private keep(game: GameRow): void {
    this.kept.set(String(game._id), game);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
  }
}

/** A score and nothing else: who plays, and all that follows from it, is read and written in a transaction. */
function isScore({ decision: { set = {}, change, notes, credits, audit, rated } }: Happened): boolean {
  const follows = notes ?? credits ?? audit ?? rated;
  return change === 'score' && follows === undefined && Object.keys(set).every((field) => field === 'sets');
}
