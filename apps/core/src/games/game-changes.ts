import type { GameState } from '@dongbaejul/contracts';
import { afterCommit, isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { currentTraceId, metrics } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { isRefusal, Outcome, Request, Together } from '../common/together';
import { Actor, isStaff } from './access-rules';
import { Busy } from './busy';
import { Consequences, Happened } from './consequences';
import type { Decision } from './decision';
import type { GameRow } from './game.schema';
import { GamePresenter } from './game-presenter';
import { GameErrors } from './games.errors';
import { GamesRepository } from './games.repository';
import { MeetingLookup } from './meeting-lookup';

/** @param who as they stand to this game: whether its meeting is theirs is known by now */
export type Decide<T> = (game: GameRow, who: Actor) => Decision<T> | Promise<Decision<T>>;

export interface Changed<T> {
  /** The game right after the change, as it is shown. */
  state: GameState;
  value: T;
}

interface Wanted {
  who: Actor;
  decide: Decide<unknown>;
  /** Reads something besides, or may run into a busy court. */
  alone: boolean;
}

const changes = metrics.counter({
  name: 'game_changes_total',
  help: 'Changes of games that were committed, by what happened',
  labelNames: ['change'],
});
const promotions = metrics.counter({
  name: 'game_promotions_total',
  help: 'Members who got a place from the waiting list of a game',
});
const groups = metrics.counter({
  name: 'game_change_groups_total',
  help: 'Transactions that those changes took: many at once on one game share one',
});

/** The only way to change a game: one after the other, those that wait in one transaction; a refused one fails alone. */
@Injectable()
export class GameChanges {
  private readonly together = new Together<Wanted, Changed<unknown>>({
    carryOut: (id, group) => this.carryOut(id, group),
    isAlone: ({ alone }) => alone,
  });

  constructor(
    private readonly transactions: Transactions,
    private readonly games: GamesRepository,
    private readonly consequences: Consequences,
    private readonly presenter: GamePresenter,
    private readonly meetings: MeetingLookup,
    private readonly busy: Busy,
  ) {}

  /**
   * @param decide pure but for what it reads (then `alone`); may run several times
   * @returns the game after the change and what the rule answered
   * @throws GAME_NOT_FOUND, COURT_BUSY, PLAYER_BUSY, SERVICE_TIMEOUT, or what the rule throws
   */
  run<T>(id: string, who: Actor, decide: Decide<T>, { alone = false } = {}): Promise<Changed<T>> {
    return this.together.run(id, { who, decide, alone }) as Promise<Changed<T>>;
  }

  /**
   * One change as part of something larger: in a transaction of the caller's, past the queue.
   * @throws GAME_NOT_FOUND, or what the rule throws
   */
  async within(session: ClientSession, id: string, who: Actor, decide: Decide<unknown>): Promise<void> {
    await this.apply(session, id, [{ input: { who, decide, alone: true }, traceId: currentTraceId() }]);
  }

  /** Who somebody is to a game: at a meeting its host decides as well. */
  async actorAt(game: GameRow, who: Actor): Promise<Actor> {
    return (await this.actors(game, [who]))(who);
  }

  private async actors(
    { meeting_id }: GameRow,
    all: readonly Actor[],
    session?: ClientSession,
  ): Promise<(who: Actor) => Actor> {
    if (meeting_id === null || all.every(isStaff)) return (who) => who;
    const hostId = await this.meetings.hostOf(meeting_id, session);
    return (who) => (who.userId === hostId ? { ...who, runsMeeting: true } : who);
  }

  private async carryOut(id: string, group: readonly Request<Wanted>[]): Promise<Outcome<Changed<unknown>>[]> {
    try {
      const outcomes = await this.transactions.run((session) => this.apply(session, id, group));
      groups.inc();
      return outcomes;
    } catch (error) {
      throw isDuplicateKey(error) ? await this.busy.explain(error) : error;
    }
  }

  private async apply(
    session: ClientSession,
    id: string,
    group: readonly Request<Wanted>[],
  ): Promise<Outcome<Changed<unknown>>[]> {
    const before = await this.games.find(id, session);
    if (!before) throw GameErrors.GAME_NOT_FOUND();
    const outcomes: Outcome<{ game: GameRow; value: unknown }>[] = [];
    const happened: Happened[] = [];
    let game = before;
    const actorOf = await this.actors(
      before,
      group.map(({ input }) => input.who),
      session,
    );
    for (const { input, traceId } of group) {
      const { who, decide, alone } = input;
      try {
        const decision = await decide(game, actorOf(who));
        if (decision.set) {
          game = { ...game, ...decision.set, event_version: game.event_version + 1, updated_at: new Date() };
          happened.push({ game, decision, who, traceId });
        }
        outcomes.push({ value: { game, value: decision.value } });
      } catch (error) {
        // A transaction to itself has to see its own errors.
        if (alone || !isRefusal(error)) throw error;
        outcomes.push({ error });
      }
    }
    if (outcomes.every(isRefused)) return outcomes;
    const stateOf = await this.presenter.presenter([before, ...happened.map((one) => one.game)], session);
    if (game !== before) {
      game = await this.consequences.prepare(session, game, happened);
      await this.games.save(session, before, game);
      await this.consequences.follow(session, happened, stateOf);
      afterCommit(session, () => count(happened));
    }
    return outcomes.map((one) =>
      isRefused(one) ? one : { value: { state: stateOf(one.value.game), value: one.value.value } },
    );
  }
}

const isRefused = (outcome: Outcome<unknown>): outcome is { error: unknown } => 'error' in outcome;

function count(happened: readonly Happened[]): void {
  for (const { decision } of happened) {
    if (decision.change) changes.inc({ change: decision.change });
    const moved = decision.notes?.find(({ type }) => type === 'game.promoted');
    if (moved) promotions.inc(moved.member_ids.length);
  }
}
