import { afterCommit, isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { currentTraceId, metrics } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Outcome, Request, Together } from '../common/together';
import { Actor, isStaff } from './access-rules';
import { Busy } from './busy';
import { Consequences } from './consequences';
import { countChanges } from './count-changes';
import { Changed, Decide, decideGroup, isRefused, shown, Wanted } from './decide-group';
import type { GameRow } from './game.schema';
import { GamePresenter } from './game-presenter';
import { GameErrors } from './games.errors';
import { GamesRepository } from './games.repository';
import { LiveChanges } from './live-changes';
import { MeetingLookup } from './meeting-lookup';

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
    private readonly live: LiveChanges,
  ) {}

  /**
   * @param decide pure but for what it reads (then `alone`); may run several times
   * @param options `live`: as a rule nothing follows but the event (LiveChanges)
   * @returns the game after the change and what the rule answered
   * @throws GAME_NOT_FOUND, COURT_BUSY, PLAYER_BUSY, SERVICE_TIMEOUT, or what the rule throws
   */
  run<T>(id: string, who: Actor, decide: Decide<T>, { alone = false, live = false } = {}): Promise<Changed<T>> {
    return this.together.run(id, { who, decide, alone, live }) as Promise<Changed<T>>;
  }

  /**
   * One change as part of something larger: in a transaction of the caller's, past the queue.
   * @throws GAME_NOT_FOUND, or what the rule throws
   */
  async within(session: ClientSession, id: string, who: Actor, decide: Decide<unknown>): Promise<void> {
    await this.apply(session, id, [{ input: { who, decide, alone: true, live: false }, traceId: currentTraceId() }]);
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
    const quick = group.every(({ input }) => input.live) ? await this.live.run(id, group) : null;
    if (quick) return quick;
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
    const actorOf = await this.actors(
      before,
      group.map(({ input }) => input.who),
      session,
    );
    const { outcomes, happened, ...decided } = await decideGroup(before, group, actorOf);
    if (outcomes.every(isRefused)) return outcomes;
    const stateOf = await this.presenter.presenter([before, ...happened.map((one) => one.game)], session);
    if (happened.length > 0) {
      const game = await this.consequences.prepare(session, decided.game, happened);
      await this.games.save(session, before, game);
      await this.consequences.follow(session, happened, stateOf);
      afterCommit(session, () => countChanges(happened));
    }
    return shown(outcomes, stateOf);
  }
}
